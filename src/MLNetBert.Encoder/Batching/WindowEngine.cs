using System.Runtime.ExceptionServices;
using MLNetBert.Encoder.Diagnostics;
using MLNetBert.Encoder.Invariance;
using MLNetBert.Encoder.Pooling;

namespace MLNetBert.Encoder.Batching;

/// <summary>
/// Runs the texts of a window in batches, on several threads over one session, and pools each. Thread-safe.
/// </summary>
internal sealed class WindowEngine(BertModel model, TokenPooling pooling, IPooledModules? modules, bool normalize, int dimension, int threads, LogitActivation activation = LogitActivation.None)
{
    private readonly BertModelOutputs _outputs = EncoderView.OutputsFor(pooling);
    private readonly int _hiddenSize = model.HiddenSize;

    /// <summary>Whether every token keeps its vector (pooling none).</summary>
    public bool TokenLevel { get; } = pooling.Modes[0] == PoolingMode.None;

    public bool OneAtATime { get; } = model.OneAtATimeReason(pooling) != null;

    /// <summary>Which texts may run together, unless they run one at a time.</summary>
    public BatchLimits Limits { get; init; } = model.OneAtATimeReason(pooling) != null ? BatchLimits.Cpu : model.Batches;

    public WorkTimes Times { get; } = new();

    /// <summary>The model, as metrics name it.</summary>
    public KeyValuePair<string, object?> ModelTag { get; } = BertMeter.ModelTag(model.Name);

    /// <summary>Runs a window's texts, those of equal length together.</summary>
    /// <param name="window">The texts.</param>
    /// <param name="oneAtATime">Whether to run each text alone.</param>
    /// <param name="buffer">Where the features go if there is room for them; null to allocate.</param>
    /// <param name="progress">Is told the share of the tokens that have run, after each batch; null: nobody.</param>
    /// <param name="cancellation">Stops after the batches that are running.</param>
    public WindowFeatures Run(TokenWindow window, bool oneAtATime, float[]? buffer, Action<double>? progress, CancellationToken cancellation)
    {
        int[] lengths = new int[window.DistinctCount];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = window.Length(i);
        List<Batch> batches = BatchPlanner.Plan(lengths, oneAtATime, Limits);
        WindowFeatures features = new(window, batches, TokenLevel, dimension, buffer);
        long start = Stopwatch.GetTimestamp();
        (long model, long pool) spent = RunBatches(batches, window, features, progress, cancellation);
        Times.Add(window, spent.model, spent.pool, Stopwatch.GetTimestamp() - start);
        BertMeter.TextsDone(window.RowCount, window.TokenCount, ModelTag);
        return features;
    }

    /// <summary>Runs batches of a window's texts, whoever planned them; returns the time spent in the model and pooling, summed over threads.</summary>
    public (long Model, long Pool) RunBatches(IReadOnlyList<Batch> batches, TokenWindow window, IVectorSink sink, Action<double>? progress, CancellationToken cancellation)
    {
        int next = -1;
        long model = 0, pool = 0, tokens = 0, all = progress == null ? 0 : batches.Sum(batch => (long)batch.Tokens);
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                (long inModel, long inPool) = RunBatch(i, batches[i], window, sink);
                Interlocked.Add(ref model, inModel);
                Interlocked.Add(ref pool, inPool);
                progress?.Invoke((double)Interlocked.Add(ref tokens, batches[i].Tokens) / all);
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
                    // The other threads stop after their batch.
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

    private (long Model, long Pool) RunBatch(int index, Batch batch, TokenWindow window, IVectorSink sink)
    {
        long start = Stopwatch.GetTimestamp();
        using BatchInputs inputs = new(batch, window, model.TakesTokenTypeIds, model.PadTokenId);
        BatchRun run = new() { Engine = this, Index = index, Batch = batch, Window = window, Sink = sink, Mask = inputs.Mask, Start = start };
        (long Model, long Pool) spent = model.Read(
            new RunInputs { Ids = inputs.Ids, Mask = inputs.Mask, Types = inputs.Types },
            batch.Rows, batch.Length, _outputs, run, static (values, run) => run.Engine.PoolBatch(values, run));
        BertMeter.BatchRan(batch.Texts.Length, spent.Model + spent.Pool, ModelTag);
        return spent;
    }

    private (long Model, long Pool) PoolBatch(scoped RunValues values, BatchRun run)
    {
        long ran = Stopwatch.GetTimestamp();
        (Batch batch, TokenWindow window) = (run.Batch, run.Window);
        for (int row = 0; row < batch.Texts.Length; row++)
        {
            ReadOnlySpan<float> tokens = Row(values.TokenVectors, row, batch);
            ReadOnlySpan<int> mask = run.Mask.IsEmpty || tokens.IsEmpty ? default : run.Mask.Slice(row * batch.Length, batch.Length);
            if (TokenLevel)
            {
                // What is in the padding belongs to no text.
                tokens = tokens[..(window.Length(batch.Texts[row]) * dimension)];
                mask = default;
            }

            Span<float> vector = run.Sink.Room(run.Index, row, TokenLevel ? tokens.Length : dimension);
            VectorPooler.Pool(pooling, modules, tokens, mask, _hiddenSize, Row(values.Pooler, row, batch), Row(values.SentenceEmbedding, row, batch), new(Row(values.Logits, row, batch), activation), normalize, vector, window.Skip(batch.Texts[row]), cut: !TokenLevel);
            run.Sink.Done(run.Index, row, vector);
        }

        return (ran - run.Start, Stopwatch.GetTimestamp() - ran);
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> values, int row, Batch batch)
    {
        int size = values.Length / batch.Rows;
        return values.Slice(row * size, size);
    }

    /// <summary>A batch that is running, and where its vectors go.</summary>
    private readonly ref struct BatchRun
    {
        public required WindowEngine Engine { get; init; }

        public required int Index { get; init; }

        public required Batch Batch { get; init; }

        public required TokenWindow Window { get; init; }

        public required IVectorSink Sink { get; init; }

        public required ReadOnlySpan<int> Mask { get; init; }

        public required long Start { get; init; }
    }
}
