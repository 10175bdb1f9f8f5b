using MLNetBert.Encoder.Featurizing;

namespace MLNetBert.Encoder.Verification;

/// <summary>One run of a verifier: reads parts of several windows, and has the featurizer's own engine run each text alone, then in every way.</summary>
internal sealed class VerificationRun<T>
{
    private const int WindowsPerPart = 8;
    private const int TokenWindowsPerPart = 4;

    private readonly BertVerifier _verifier;
    private readonly Func<T, TextInput> _text;
    private readonly IProgress<long>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly ReadAhead<T> _part;
    private readonly WindowEngine _engine;
    private readonly (WayResult<T> Result, BertFeaturizer Featurizer)[] _ways;
    private long _run, _texts, _tokens;

    public VerificationRun(BertVerifier verifier, Func<T, TextInput> text, Func<T, string>? place, IProgress<long>? progress, CancellationToken cancellation)
    {
        (_verifier, _text, _progress, _cancellation) = (verifier, text, progress, cancellation);
        (BertModel model, FeaturizerOptions options) = (verifier.Featurizer.Model, verifier.Featurizer.Options);
        BertFeaturizer reader = new(model, options with { Window = WindowsPerPart * options.Window, WindowTokenVectors = TokenWindowsPerPart * options.WindowTokenVectors });
        _part = new ReadAhead<T>(reader, place);
        _engine = reader.Engine;
        _ways = [.. verifier.Ways.Select(way => (new WayResult<T>(way), way.Kind == VerificationWayKind.Other ? verifier.Options.Other! : new BertFeaturizer(model, options with { Threads = way.Threads })))];
    }

    public VerificationResult<T> Run(IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            _cancellation.ThrowIfCancellationRequested();
            _part.Add(item, _text(item));
            if (_part.IsFull)
                RunPart();
        }

        if (_part.Items.Count > 0)
            RunPart();
        return new VerificationResult<T>(_verifier, [.. _ways.Select(way => way.Result)], _texts, _tokens);
    }

    private void RunPart()
    {
        WindowFeatures alone = _engine.Run(_part.Window, oneAtATime: true, buffer: null, progress: null, _cancellation);
        Report(_part.Items.Count);
        foreach ((WayResult<T> result, BertFeaturizer featurizer) in _ways.Where(way => way.Result.Way.Skipped == null))
        {
            void Compare(int row, int padding, ReadOnlySpan<float> vector)
            {
                int text = _part.Window.Distinct(row);
                result.Add(_part.Items[row], _texts + row, _part.Window.Length(text), padding, VectorDifference.Between(alone.Of(text).Span, vector));
                Report(1);
            }

            if (result.Way.Together is int together)
                RunBatches(result.Way.Kind, together, Compare);
            else
                RunFeaturizer(featurizer, result.Way.Kind == VerificationWayKind.Shuffled, Compare);
        }

        _texts += _part.Items.Count;
        _tokens += _part.Window.TokenCount;
        _part.Clear();
    }

    private void RunFeaturizer(BertFeaturizer featurizer, bool shuffled, Comparer compare)
    {
        int[] order = [.. Enumerable.Range(0, _part.Items.Count)];
        if (shuffled)
            new Random(0).Shuffle(order);
        foreach (FeaturizedRow<int> row in featurizer.FeaturizeStream(order, row => _text(_part.Items[row]), cancellationToken: _cancellation))
            compare(row.Item, 0, row.Features.Span);
    }

    private void RunBatches(VerificationWayKind kind, int together, Comparer compare)
    {
        // Rows without a token are left out: they have zeros for features, and nothing runs.
        TokenWindow window = _part.Window;
        int Length(int row) => window.Length(window.Distinct(row));
        IEnumerable<int> all = Enumerable.Range(0, window.RowCount).Where(row => Length(row) > 0);
        int[][] rows = kind == VerificationWayKind.Padded
            ? [.. all.Chunk(together)]
            : [.. all.GroupBy(Length).SelectMany(group => group.Chunk(Math.Min(together, _engine.Limits.MostTogether(group.Key))))];
        Batch[] batches = Array.ConvertAll(rows, batch => new Batch(Array.ConvertAll(batch, window.Distinct), batch.Max(Length)));
        _engine.RunBatches(batches, window, new Sink((batch, place, vector) => compare(rows[batch][place], batches[batch].Length - Length(rows[batch][place]), vector)), progress: null, _cancellation);
    }

    private void Report(int runs)
    {
        long run = Interlocked.Add(ref _run, runs);
        _progress?.Report(run / (_verifier.Ways.Count(way => way.Skipped == null) + 1));
    }

    private delegate void Comparer(int row, int padding, ReadOnlySpan<float> vector);

    private sealed class Sink(Comparer done) : IVectorSink
    {
        public Span<float> Room(int batch, int place, int size) => new float[size];

        public void Done(int batch, int place, ReadOnlySpan<float> vector) => done(batch, place, vector);
    }
}
