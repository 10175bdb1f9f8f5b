using System.Runtime.ExceptionServices;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Options;
using MLNetBert.Encoder.Batching;

namespace MLNetBert.Cli.Verification;

/// <summary>
/// Runs texts through one model file alone, then in every other way, and compares the bits. Memory is that of one part of the
/// input, however long that is.
/// </summary>
internal sealed class FileVerification
{
    /// <summary>Rows that a part has at most: whole windows of extract.</summary>
    private const int PartRows = 8 * 2048;

    private const int PartCharacters = 8_000_000;

    /// <summary>Tokens that a part has at most where each keeps its vector.</summary>
    private const int PartTokenVectors = 65_536;

    private readonly BertModel _model;
    private readonly BertFeaturizer? _other;
    private readonly FeatureSettings _settings;
    private readonly FeaturizerOptions _options;
    private readonly BertFeaturizer _featurizer;
    private readonly BatchRunner _runner;
    private long _run;
    private long _firstRow;

    /// <summary>
    /// Prepares it. <paramref name="other"/> is the file that extract takes, where this is another one. <paramref name="oneAtATime"/> says
    /// whether extract is taken to run this file one text at a time; null: as it does.
    /// </summary>
    public FileVerification(BertModel model, FeatureSettings settings, BertModel? other = null, bool? oneAtATime = null)
    {
        (_model, _settings, _options) = (model, settings, settings.For(model));
        _other = other == null ? null : new BertFeaturizer(other, settings.For(other));
        _featurizer = new BertFeaturizer(model, _options);
        _runner = new BatchRunner(model, _featurizer.Pooling, _featurizer.Normalize, _featurizer.Dimension);
        Reason = model.OneAtATimeReason(BertModel.OutputsFor(_featurizer.Pooling));
        OneAtATime = oneAtATime ?? Reason != null;
        Ways = [.. Way.All(_featurizer.Threads, !OneAtATime, other == null ? null : Path.GetFileName(other.ModelFile)).Select(way => new WayResult(way, WhyNot(way)))];
    }

    /// <summary>The ONNX file.</summary>
    public string File => _model.ModelFile;

    /// <summary>The pooling in use.</summary>
    public TokenPooling Pooling => _featurizer.Pooling;

    /// <summary>Whether vectors are brought to unit length.</summary>
    public bool Normalize => _featurizer.Normalize;

    /// <summary>Why texts have to run one at a time; null where they need not.</summary>
    public string? Reason { get; }

    /// <summary>Whether extract runs them so.</summary>
    public bool OneAtATime { get; }

    /// <summary>What each way did.</summary>
    public IReadOnlyList<WayResult> Ways { get; }

    /// <summary>How many texts were run.</summary>
    public long Texts { get; private set; }

    /// <summary>Their tokens.</summary>
    public long Tokens { get; private set; }

    /// <summary>Whether every way of extract's gave every text the bits that it has alone.</summary>
    public bool Exact => Ways.All(way => !way.Way.OfExtract || way.Differing == 0);

    /// <summary>How many texts have been through all ways, or would have by the runs done. Safe to ask from any thread.</summary>
    public long TextsDone => Interlocked.Read(ref _run) / (Ways.Count(way => way.Skipped == null) + 1);

    /// <summary>Runs all rows.</summary>
    public void Run(IEnumerable<TextRow> rows, CancellationToken cancellation)
    {
        var part = new List<TextRow>();
        var window = new TokenWindow();
        long characters = 0;
        foreach (TextRow row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            Tokenize(row, window);
            _settings.RefuseCut(_model, row, window.Length(window.Distinct(part.Count)));
            part.Add(row);
            characters += row.Text.Length + (row.TextPair?.Length ?? 0);
            if (part.Count == PartRows || characters >= PartCharacters || (_runner.TokenLevel && window.Ids.Count >= PartTokenVectors))
            {
                RunPart(part, window, cancellation);
                part.Clear();
                window.Clear();
                characters = 0;
            }
        }

        if (part.Count > 0)
        {
            RunPart(part, window, cancellation);
        }
    }

    private void Tokenize(TextRow row, TokenWindow window)
    {
        try
        {
            _featurizer.Tokenize(window, row.Text, row.TextPair, row.TextPair != null);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{row.Where}: {e.Message}", e);
        }
    }

    private void RunPart(List<TextRow> part, TokenWindow window, CancellationToken cancellation)
    {
        var alone = new WindowFeatures(window, _runner.TokenLevel, _featurizer.Dimension);
        int[] texts = [.. Enumerable.Range(0, window.DistinctCount).Where(text => window.Length(text) > 0)];
        OnThreads(texts, text => _runner.Run(window, [text], (_, vector) => vector.CopyTo(alone.Of(text).Span)), cancellation);
        Interlocked.Add(ref _run, part.Count);

        foreach (WayResult way in Ways.Where(way => way.Skipped == null))
        {
            void Compare(int row, int padding, ReadOnlySpan<float> vector)
            {
                int text = window.Distinct(row);
                way.Add(part[row], _firstRow + row, window.Length(text), padding, Difference.Between(alone.Of(text).Span, vector));
                Interlocked.Increment(ref _run);
            }

            if (way.Way.Together is { } together)
            {
                IEnumerable<int[]> batches = way.Way.Kind == WayKind.Padded ? BatchesToCompare.InOrder(window, together) : BatchesToCompare.OfEqualLength(window, together);
                OnThreads([.. batches], batch => RunBatch(window, batch, Compare), cancellation);
            }
            else
            {
                int[] order = Enumerable.Range(0, part.Count).ToArray();
                if (way.Way.Kind == WayKind.Shuffled)
                {
                    new Random(0).Shuffle(order);
                }

                BertFeaturizer featurizer = way.Way.Kind == WayKind.OtherFile ? _other! : new BertFeaturizer(_model, _options with { Threads = way.Way.Threads });
                foreach (FeaturizedRow<int> row in featurizer.FeaturizeStream(order, row => new TextInput(part[row].Text, part[row].TextPair), cancellation))
                {
                    Compare(row.Item, 0, row.Features.Span);
                }
            }
        }

        Texts += part.Count;
        Tokens += window.TokenCount;
        _firstRow += part.Count;
    }

    private string? WhyNot(Way way) => way.Kind switch
    {
        WayKind.Padded when !_model.TakesAttentionMask => "the model takes no attention mask",
        WayKind.OtherFile when _other!.Dimension != _featurizer.Dimension => $"its features have {_other.Dimension} values, these {_featurizer.Dimension}",
        _ => null,
    };

    private delegate void Comparer(int row, int padding, ReadOnlySpan<float> vector);

    private void RunBatch(TokenWindow window, int[] rows, Comparer compare)
    {
        int[] texts = Array.ConvertAll(rows, window.Distinct);
        int width = texts.Max(window.Length);
        _runner.Run(window, texts, (place, vector) => compare(rows[place], width - window.Length(texts[place]), vector));
    }

    private void OnThreads<T>(IReadOnlyList<T> work, Action<T> run, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(work, new ParallelOptions { MaxDegreeOfParallelism = _featurizer.Threads, CancellationToken = cancellation }, run);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
