using System.Threading.Channels;

namespace MLNetBert.Benchmarks.Sharing;

/// <summary>What services usually do: whatever waits, up to 32 texts, becomes one batch padded to its longest. Its vectors move with their neighbours.</summary>
internal sealed class Padder : IDisposable
{
    private const int Most = 32;
    private readonly UsualWay _way;
    private readonly BertModel _model;
    private readonly Channel<(string Text, TaskCompletionSource<float[]> Done)> _channel = Channel.CreateUnbounded<(string, TaskCompletionSource<float[]>)>();

    public Padder(BertModel model, int callers)
    {
        (_model, _way) = (model, new UsualWay(model, 1));
        for (int i = 0; i < callers; i++)
            new Thread(Work) { IsBackground = true }.Start();
    }

    public Task<float[]> FeaturizeAsync(string text)
    {
        TaskCompletionSource<float[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _channel.Writer.TryWrite((text, done));
        return done.Task;
    }

    public void Dispose() => _channel.Writer.Complete();

    private void Work()
    {
        List<(string Text, TaskCompletionSource<float[]> Done)> batch = [];
        while (_channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < Most && _channel.Reader.TryRead(out (string Text, TaskCompletionSource<float[]> Done) one))
                batch.Add(one);
            if (batch.Count == 0)
                continue;
            float[] features = _way.Run([.. batch.Select(one => one.Text)], batch.Count, 1);
            for (int i = 0; i < batch.Count; i++)
                batch[i].Done.SetResult(features.AsSpan(i * _model.HiddenSize, _model.HiddenSize).ToArray());
        }
    }
}
