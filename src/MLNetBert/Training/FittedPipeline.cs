namespace MLNetBert.Training;

/// <summary>A pipeline fitted to some rows.</summary>
internal sealed class FittedPipeline
{
    private readonly TrainingData _data;
    private readonly TextPipeline _pipeline;
    private readonly PreparedRows _prepared;
    private readonly ITransformer _trained;

    public FittedPipeline(TrainingData data, TextPipeline pipeline, int[] rows, CancellationToken cancellation)
    {
        (_data, _pipeline) = (data, pipeline);
        _prepared = new PreparedRows(data, rows, FeatureSet.UsesText(pipeline.Features));
        IDataView balanced = _prepared.Balanced(pipeline.Method, cancellation);
        _trained = _prepared.Fit(pipeline, _prepared.WithFeatures(pipeline.Features, balanced), _prepared.CountOf(balanced));
        if (data.Task == LearningTask.Regression)
            return;
        DataPriors = Calibration.Priors(data.Rows, rows);
        TrainingPriors = pipeline.Method switch
        {
            Balancing.None => DataPriors,
            Balancing.ClassWeight => [.. DataPriors.Select(_ => 1.0 / DataPriors.Length)],
            _ => Shares(balanced),
        };
    }

    /// <summary>The shares of the classes among the rows as they came; none for numbers.</summary>
    public double[] DataPriors { get; } = [];

    /// <summary>The shares after balancing, by which the trainer's probabilities go.</summary>
    public double[] TrainingPriors { get; } = [];

    /// <summary>Scores other rows.</summary>
    public void Score(int[] rows, CellScores into, CancellationToken cancellation)
        => ScoreReader.Read(_data, _trained.Transform(_prepared.WithFeatures(_pipeline.Features, _prepared.Others(rows))), rows, into, cancellation);

    /// <summary>All stages from the text to the label: a model that needs nothing else.</summary>
    public ITransformer Model(BertFeaturizingEstimator? bert, double threshold, double temperature)
    {
        MLContext ml = _data.ML();
        IDataView view = _data.View([0]);
        var stages = new List<ITransformer>();
        if (FeatureSet.UsesBert(_pipeline.Features))
            stages.Add(bert!.Fit(view));
        if (_prepared.TextStage != null)
            stages.Add(_prepared.TextStage);
        if (_prepared.Joined(_pipeline.Features) is { } joined)
            stages.Add(joined);
        if (_data.Task == LearningTask.BinaryClassification)
            AddTwoClasses(ml, stages, threshold, temperature);
        else
            stages.Add(_trained);
        if (_data.Task == LearningTask.MulticlassClassification)
        {
            IDataView scored = _trained.Transform(_prepared.WithFeatures(_pipeline.Features, _prepared.Others([0])));
            ITransformer corrected = new PriorCorrectionEstimator(new() { TrainingPriors = TrainingPriors, DataPriors = DataPriors, Temperature = temperature }).Fit(scored);
            stages.AddRange(corrected, ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(corrected.Transform(scored)));
        }

        return new TransformerChain<ITransformer>([.. stages]);
    }

    private void AddTwoClasses(MLContext ml, List<ITransformer> stages, double threshold, double temperature)
    {
        string[] names = _data.Rows.ClassNames;
        ITransformer decided = AtThreshold(ml, (float)threshold);
        IDataView scored = decided.Transform(_prepared.WithFeatures(_pipeline.Features, _prepared.Others([0])));
        var options = new PriorCorrectionOptions
        {
            ProbabilityColumnName = "Probability",
            TrainingPriors = TrainingPriors,
            DataPriors = DataPriors,
            Temperature = temperature,
            PositiveClass = _data.Positive,
            ClassNames = names,
        };
        ITransformer corrected = new PriorCorrectionEstimator(options).Fit(scored);
        KeyValuePair<bool, string>[] labels = [new(true, names[_data.Positive]), new(false, names[1 - _data.Positive])];
        stages.AddRange(decided, corrected, ml.Transforms.Conversion.MapValue("PredictedLabel", labels, "PredictedLabel").Fit(corrected.Transform(scored)));
    }

    private ITransformer AtThreshold(MLContext ml, float threshold)
    {
        ITransformer[] stages = _trained is IEnumerable<ITransformer> chain ? [.. chain] : [_trained];
        if (stages.Count(Thresholds.Has) != 1)
            throw new InvalidOperationException($"The trainer {_pipeline.Trainer} gives {_trained.GetType()}, which is not a transformer of ML.NET's binary trainers, or a chain with one: its threshold cannot be set.");
        stages = Array.ConvertAll(stages, stage => Thresholds.Has(stage) ? Thresholds.Set(ml, stage, threshold) : stage);
        return stages.Length == 1 ? stages[0] : new TransformerChain<ITransformer>(stages);
    }

    private double[] Shares(IDataView balanced)
    {
        double[] counts = new double[_data.Rows.ClassNames.Length];
        foreach (uint key in balanced.GetColumn<uint>("Label"))
            counts[key - 1]++;
        double sum = counts.Sum();
        return Array.ConvertAll(counts, count => count / sum);
    }
}
