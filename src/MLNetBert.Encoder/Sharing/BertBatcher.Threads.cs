using MLNetBert.Encoder.Diagnostics;
using MLNetBert.Encoder.Sharing;

namespace MLNetBert;

/// <content>The threads that run the batches.</content>
public sealed partial class BertBatcher
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private readonly HashSet<QueuedText> _running = [];
    private int _threads, _idle;

    /// <summary>Has a thread look at what waits. The caller holds the lock.</summary>
    private void Wake()
    {
        if (_idle > 0)
        {
            Monitor.Pulse(_gate);
            return;
        }

        if (_threads == Featurizer.Threads)
            return;
        _threads++;
        // Not the pool's threads: they may all be waiting here, in synchronous calls. Nor does it belong to the call that happens to start it.
        new Thread(Work) { IsBackground = true, Name = "MLNetBert batches" }.UnsafeStart();
    }

    private void Work()
    {
        List<QueuedText> batch = [];
        TokenWindow window = new();
        float[]? buffer = null;
        while (Next(batch))
        {
            try
            {
                buffer = Run(batch, window, buffer);
            }
            catch (Exception e)
            {
                foreach (QueuedText text in batch)
                    text.Fail(e);
            }

            lock (_gate)
                _running.ExceptWith(batch);
            batch.Clear();
        }
    }

    /// <summary>Waits for a batch; false if there was none for a while, or the batcher is closed.</summary>
    private bool Next(List<QueuedText> batch)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_waiting.TryTake(Stopwatch.GetTimestamp(), batch, out long ripeIn))
                {
                    _running.UnionWith(batch);
                    // Others may have come before this thread was awake, and called nobody else.
                    if (_waiting.Count > 0)
                        Wake();
                    return true;
                }

                bool nothing = _waiting.Count == 0;
                _idle++;
                bool called = !(nothing && _closed) && Monitor.Wait(_gate, nothing ? Idle : Stopwatch.GetElapsedTime(0, ripeIn) + TimeSpan.FromMilliseconds(1));
                _idle--;
                if (called || !nothing || _waiting.Count > 0)
                    continue;
                _threads--;
                return false;
            }
        }
    }

    private float[] Run(List<QueuedText> batch, TokenWindow window, float[]? buffer)
    {
        WindowEngine engine = batch[0].Featurizer.Engine;
        using Activity? activity = BatchSpan(batch, engine);
        window.Clear();
        foreach (QueuedText text in batch)
        {
            BertMeter.Waited(text.Arrived, engine.ModelTag);
            window.Ids.AddRange(text.Ids);
            window.Types.AddRange(text.Types);
            window.Commit(text.Skip);
        }

        long start = Stopwatch.GetTimestamp();
        WindowFeatures features = engine.Run(window, engine.OneAtATime, buffer, progress: null, CancellationToken.None);
        for (int i = 0; i < batch.Count; i++)
            batch[i].Finish(features.Of(window.Distinct(i)).ToArray());
        if (Stopwatch.GetElapsedTime(start) is var took && took >= _options.SlowBatch)
            SharingLog.SlowBatch(_logger, batch.Count, batch[0].Ids.Length, took.TotalSeconds, WaitingTexts);
        return features.Values;
    }

    /// <summary>A span of its own, linked to those of the calls that share the batch.</summary>
    private static Activity? BatchSpan(List<QueuedText> batch, WindowEngine engine)
    {
        if (!BertMeter.Source.HasListeners())
            return null;
        IEnumerable<ActivityLink> calls = batch.Select(text => text.Caller).Where(call => call != default).Distinct().Select(call => new ActivityLink(call));
        return BertMeter.Source.StartActivity(ActivityKind.Internal, parentContext: default, [engine.ModelTag, new("mlnetbert.batch.size", batch.Count), new("mlnetbert.text.tokens", batch[0].Ids.Length)], calls, name: "batch");
    }
}
