using MLNetBert.Training;

namespace MLNetBert;

/// <summary>
/// From texts with labels to a model of ML.NET: tries features, ways of balancing and trainers by cross-validation, resampling inside the
/// folds, keeps the simplest of the best, and measures it on rows that were set aside first. Immutable and thread-safe.
/// </summary>
public sealed class TextClassifierTrainer
{
    private readonly BertModel? _model;

    /// <summary>Makes a trainer for a model, which the caller closes; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of range.</exception>
    /// <exception cref="ArgumentException">Additional trainers have no names, or names that others have.</exception>
    /// <exception cref="BadInputException">A name in the options is unknown; the message lists those that there are.</exception>
    public TextClassifierTrainer(TextClassifierOptions? options = null, BertModel? model = null)
    {
        Options = options ?? new();
        Options.Check();
        _model = model;
    }

    /// <summary>The options.</summary>
    public TextClassifierOptions Options { get; }

    /// <summary>Trains.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">BERT's features of each row, computed as the options say, such as by <see cref="BertFeaturizer"/>; null: they are computed now, each text once.</param>
    /// <param name="progress">Is told how far it is, from any thread; null for nobody.</param>
    /// <param name="stopSearch">Ends the search; the best so far is fitted, tested and returned.</param>
    /// <param name="cancellationToken">Stops everything, after the fits that are running.</param>
    /// <exception cref="ArgumentException">There are not as many features as rows, they have another length than the model's, or a row has no text or label.</exception>
    /// <exception cref="BadInputException">Nothing can be learnt from the rows: one class alone, a class with too few texts, no text; or what the options name does not go together. The message says what to do.</exception>
    /// <exception cref="InvalidOperationException">An additional trainer does not give what it should.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TextClassifierResult Train(
        IReadOnlyList<LabeledText> rows,
        IReadOnlyList<float[]>? features = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken stopSearch = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var checkedRows = new TrainingRows(rows, Options.Regression);
        List<string> notes = [];
        TrainingSplit split = Splitting.Split(checkedRows, Options, notes);
        if (!PipelineSearch.Candidates(checkedRows, Options).Any())
            throw new BadInputException("No pipeline can be made of the features, methods and trainers that are named: ways of balancing that look at features need those of BERT, averaged perceptrons take no class weights, and of the own trainers sdca alone estimates numbers. Name others, or fewer.") { Code = "option.conflict" };
        BertFeaturizingEstimator? bert = UsesBert ? Bert(checkedRows.HasPairs) : null;
        if (features != null)
            CheckFeatures(rows, features, bert);
        features ??= Features(rows, bert, progress, cancellationToken);
        var data = new TrainingData(checkedRows, features, Options);
        var watch = new TrainingWatch(Options.TimeBudget, progress, stopSearch, cancellationToken);
        return new TrainingRun(data, split, Options, watch, notes).Run(bert);
    }

    private bool UsesBert => Options.Features?.Any(FeatureSet.UsesBert) ?? true;

    private BertFeaturizingEstimator Bert(bool pairs)
    {
        BertFeaturizingOptions options = Options.Featurizing?.Clone() ?? new() { MemoCapacity = 0 };
        (options.OutputColumnName, options.InputColumnName, options.TextPairColumnName) = (FeatureSet.BertColumn, TrainingRow.TextColumn, pairs ? TrainingRow.PairColumn : null);
        return new BertFeaturizingEstimator(_model, options);
    }

    private static void CheckFeatures(IReadOnlyList<LabeledText> rows, IReadOnlyList<float[]> features, BertFeaturizingEstimator? bert)
    {
        if (features.Count != rows.Count)
            throw new ArgumentException($"There are {features.Count} vectors of features for {rows.Count} rows; give one a row.", nameof(features));
        int size = bert?.Featurizer.Dimension ?? features[0].Length;
        int other = Enumerable.Range(0, features.Count).FirstOrDefault(row => features[row].Length != size, -1);
        if (other >= 0)
            throw new ArgumentException($"The features of row {other} (counted from 0) have {features[other].Length} values, but the model's have {size}.", nameof(features));
    }

    private static IReadOnlyList<float[]> Features(IReadOnlyList<LabeledText> rows, BertFeaturizingEstimator? bert, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        // Samplers that draw rows without looking at them still want a column.
        float[] none = [0];
        if (bert == null)
            return [.. rows.Select(_ => none)];
        Told? told = progress == null ? null : new Told(progress, rows.Count);
        return [.. bert.Featurizer.FeaturizeStream(rows, row => new TextInput(row.Text, row.TextPair), told, cancellation).Select(row => row.Features.ToArray())];
    }

    private sealed class Told(IProgress<TrainingProgress> progress, int rows) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new(TrainingStage.Features, (int)value, rows));
    }
}
