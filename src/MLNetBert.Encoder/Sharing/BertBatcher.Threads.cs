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
        // Not the pool's threads: they may all be waiting here, in synchronous calls.
        new Thread(Work) { IsBackground = true, Name = "MLNetBert batches" }.Start();
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

    private static float[] Run(List<QueuedText> batch, TokenWindow window, float[]? buffer)
    {
        window.Clear();
        foreach (QueuedText text in batch)
        {
            window.Ids.AddRange(text.Ids);
            window.Types.AddRange(text.Types);
            window.Commit(text.Skip);
        }

        WindowEngine engine = batch[0].Featurizer.Engine;
        WindowFeatures features = engine.Run(window, engine.OneAtATime, buffer, progress: null, CancellationToken.None);
        for (int i = 0; i < batch.Count; i++)
            batch[i].Finish(features.Of(window.Distinct(i)).ToArray());
        return features.Values;
    }
}
