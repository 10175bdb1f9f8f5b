namespace MLNetBert.Training;

/// <summary>Training rows with features that were learnt of them alone, and balanced in some way. What is common to several ways is kept.</summary>
internal sealed class PreparedRows
{
    private readonly TrainingData _data;
    private readonly IDataView _base;
    private readonly ITransformer _keys;

    /// <param name="data">All rows.</param>
    /// <param name="training">The numbers of those to train on, ascending.</param>
    /// <param name="withText">Whether ML.NET's features of texts are needed.</param>
    public PreparedRows(TrainingData data, int[] training, bool withText)
    {
        _data = data;
        Training = training;
        IDataView view = data.View(training);
        _keys = data.ML().Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(view);
        TextStage = withText ? data.TextFeatures().Fit(view) : null;
        _base = data.ML().Data.Cache(Prepare(view));
    }

    public int[] Training { get; }

    /// <summary>ML.NET's features, with the words of the training rows; null if they are not used.</summary>
    public ITransformer? TextStage { get; }

    /// <summary>The training rows after a way of balancing; features that are joined are joined after it.</summary>
    /// <exception cref="BadInputException">The sampler cannot work on them.</exception>
    public IDataView Balanced(string method, CancellationToken cancellation)
    {
        if (method == Balancing.ClassWeight)
            return WeightMapper.Balance(_base, "Label", Trainers.Weight, cancellation);
        return Balancing.Sampler(method, _data.Seed, _data.Threads) is { } sampler ? ViewResampling.Resample(_base, sampler, "Label", FeatureSet.BertColumn, cancellation: cancellation) : _base;
    }

    /// <summary>Rows with the column that a kind of features is read from, kept in memory. Resampled rows are kept anew, so that trainers shuffle them as they do any cache.</summary>
    public IDataView WithFeatures(string features, IDataView rows)
        => Joined(features) is { } joined ? _data.ML().Data.Cache(joined.Transform(rows)) : rows is ResampledDataView ? _data.ML().Data.Cache(rows) : rows;

    /// <summary>Fits a pipeline's trainer to rows that were balanced in its way.</summary>
    public ITransformer Fit(TextPipeline pipeline, IDataView rows, long count) => _data.Additional.TryGetValue(pipeline.Trainer, out AdditionalTrainer? additional)
        ? additional.Fit(Trainers.Request(pipeline, _data.Task, _data.Seed), rows)
        : Trainers.Create(pipeline, _data.Task, count, _data.Seed).Fit(rows);

    /// <summary>Other rows, with the features that were learnt here.</summary>
    public IDataView Others(int[] rows) => _data.ML().Data.Cache(Prepare(_data.View(rows)));

    /// <summary>How many rows a way of balancing leaves.</summary>
    public long CountOf(IDataView balanced) => balanced.GetRowCount() ?? Training.Length;

    /// <summary>Joins both kinds of features; null if there is nothing to join.</summary>
    public ITransformer? Joined(string features) => features != FeatureSet.Both ? null
        : _data.ML().Transforms.Concatenate(FeatureSet.BothColumn, FeatureSet.BertColumn, FeatureSet.TextColumn).Fit(_base);

    private IDataView Prepare(IDataView view)
    {
        IDataView keyed = _keys.Transform(view);
        return TextStage?.Transform(keyed) ?? keyed;
    }
}
