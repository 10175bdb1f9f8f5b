using System.Diagnostics;
using System.Runtime.ExceptionServices;
using MLNetBert.Encoder.Pooling;

namespace MLNetBert.Encoder.Batching;

/// <summary>
/// Runs the texts of a window in batches of equal length, on several threads over one session, and pools each. Thread-safe.
/// </summary>
internal sealed class WindowEngine(BertModel model, TokenPooling pooling, bool normalize, int dimension, int threads)
{
    private readonly BertModelOutputs _outputs = BertModel.OutputsFor(pooling);
    private readonly bool _tokenLevel = pooling.Modes[0] == PoolingMode.None;
    private long _windowTokens;
    private long _tokensRun;

    public bool OneAtATime { get; } = model.OneAtATimeReason(BertModel.OutputsFor(pooling)) != null;

    public WorkTimes Times { get; } = new();

    /// <summary>The share of the window being run whose tokens have run; a guess where several callers run windows at once.</summary>
    public double Progress => Volatile.Read(ref _windowTokens) is > 0 and var all ? Math.Min(1, (double)Volatile.Read(ref _tokensRun) / all) : 0;

    /// <param name="window">The texts.</param>
    /// <param name="buffer">Where the features go if there is room for them; null for memory of their own.</param>
    /// <param name="cancellation">Stops after the batches at work.</param>
    public WindowFeatures Run(TokenWindow window, float[]? buffer, CancellationToken cancellation)
    {
        int[] lengths = new int[window.DistinctCount];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = window.Length(i);
        List<Batch> batches = BatchPlanner.Plan(lengths, OneAtATime);
        WindowFeatures features = new(window, _tokenLevel, dimension, buffer);

        long start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _tokensRun, 0);
        Volatile.Write(ref _windowTokens, lengths.Sum(length => (long)length));
        (long model, long pool) spent = RunAll(batches, window, features, cancellation);
        Volatile.Write(ref _windowTokens, 0);
        Times.Add(window, spent.model, spent.pool, Stopwatch.GetTimestamp() - start);
        return features;
    }

    private (long Model, long Pool) RunAll(List<Batch> batches, TokenWindow window, WindowFeatures features, CancellationToken cancellation)
    {
        int next = -1;
        long model = 0, pool = 0;
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                (long inModel, long inPool) = RunBatch(batches[i], window, features);
                Interlocked.Add(ref _tokensRun, batches[i].Tokens);
                Interlocked.Add(ref model, inModel);
                Interlocked.Add(ref pool, inPool);
            }
        }

        int workers = Math.Min(threads, batches.Count);
        if (workers <= 1)
        {
            Work();
            return (model, pool);
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, (_, state) =>
            {
                try
                {
                    Work();
                }
                catch
                {
                    // The others stop after their batch.
                    Interlocked.Exchange(ref next, batches.Count);
                    throw;
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return (model, pool);
    }

    private (long Model, long Pool) RunBatch(Batch batch, TokenWindow window, WindowFeatures features)
    {
        long start = Stopwatch.GetTimestamp();
        int[] ids = new int[batch.Tokens];
        int[] types = model.TakesTokenTypeIds ? new int[batch.Tokens] : [];
        for (int row = 0; row < batch.Texts.Length; row++)
        {
            window.IdsOf(batch.Texts[row]).CopyTo(ids.AsSpan(row * batch.Length));
            if (types.Length > 0)
                window.TypesOf(batch.Texts[row]).CopyTo(types.AsSpan(row * batch.Length));
        }

        using BertOutput output = model.Run(ids, default, types, batch.Texts.Length, batch.Length, _outputs);
        long ran = Stopwatch.GetTimestamp();
        for (int row = 0; row < batch.Texts.Length; row++)
        {
            VectorPooler.Pool(
                pooling, Row(output.TokenVectors, row, batch), default, model.HiddenSize,
                Row(output.Pooler, row, batch), Row(output.SentenceEmbedding, row, batch), normalize, features.Of(batch.Texts[row]).Span);
        }

        return (ran - start, Stopwatch.GetTimestamp() - ran);
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> values, int row, Batch batch)
    {
        int size = values.Length / batch.Texts.Length;
        return values.Slice(row * size, size);
    }
}

/// <summary>The features of a window's distinct texts.</summary>
internal sealed class WindowFeatures(TokenWindow window, bool tokenLevel, int dimension, float[]? buffer = null)
{
    /// <summary>The array that holds them, perhaps longer than they are.</summary>
    public float[] Values { get; } = Zeros((long)(tokenLevel ? window.Ids.Count : window.DistinctCount) * dimension, buffer);

    public Memory<float> Of(int distinct) => tokenLevel
        ? Values.AsMemory(window.Start(distinct) * dimension, window.Length(distinct) * dimension)
        : Values.AsMemory(distinct * dimension, dimension);

    private static float[] Zeros(long count, float[]? buffer)
    {
        if (buffer == null || buffer.Length < count)
            return new float[count];
        Array.Clear(buffer);
        return buffer;
    }
}
