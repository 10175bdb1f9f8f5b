namespace MLNetBert;

/// <summary>A trained model, how it was chosen, and how good it is. Immutable; the model is thread-safe as ML.NET's transformers are.</summary>
public sealed class TextClassifierResult
{
    internal TextClassifierResult()
    {
    }

    /// <summary>From the columns Text (and TextPair for pairs) to PredictedLabel, a text, and Score, a probability for each class of <see cref="ClassNames"/>,
    /// as it would be for data that come as these did; for numbers Score is the estimate. A plain model of ML.NET.</summary>
    public required ITransformer Model { get; init; }

    /// <summary>The schema that <see cref="Model"/> reads.</summary>
    public required DataViewSchema InputSchema { get; init; }

    /// <summary>The names of the classes, in ordinal order; empty for numbers.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The number of rows of each class; empty for numbers.</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }

    /// <summary>The pipeline that was chosen: the simplest of those within one standard error of the best.</summary>
    public required TextPipeline Pipeline { get; init; }

    /// <summary>The pipeline with the best metric.</summary>
    public required TextPipeline Best { get; init; }

    /// <summary>All pipelines that were tried, the best first.</summary>
    public required IReadOnlyList<TextClassifierCell> Cells { get; init; }

    /// <summary>The metric that decided.</summary>
    public required string Metric { get; init; }

    /// <summary>Why it is this metric.</summary>
    public required string MetricReason { get; init; }

    /// <summary>The metric of always naming the commonest class, or estimating the mean.</summary>
    public required double Commonest { get; init; }

    /// <summary>How the rows were divided.</summary>
    public required TrainingSplit Split { get; init; }

    /// <summary>The chosen pipeline in the cross-validation; its threshold and temperature were chosen on these rows.</summary>
    public required TextClassifierEvaluation CrossValidation { get; init; }

    /// <summary>The chosen pipeline, fitted to all rows but the hold-out set, on the hold-out set; null if there is none.</summary>
    public required TextClassifierEvaluation? HoldOut { get; init; }

    /// <summary>For two classes: the raw score above which a text is of the positive class; null else.</summary>
    public required double? Threshold { get; init; }

    /// <summary>For two classes: the place of the positive (rarer) class in <see cref="ClassNames"/>; null else.</summary>
    public required int? PositiveClass { get; init; }

    /// <summary>What the scores were divided by before the correction of the prior, in logarithms; 1 for numbers.</summary>
    public required double Temperature { get; init; }

    /// <summary>The shares of the classes among the rows that the model was trained on, after balancing; empty for numbers.</summary>
    public required IReadOnlyList<double> TrainingPriors { get; init; }

    /// <summary>The shares of the classes in the data; empty for numbers.</summary>
    public required IReadOnlyList<double> DataPriors { get; init; }

    /// <summary>What more rows would bring; empty if it was not asked for.</summary>
    public required IReadOnlyList<LearningCurvePoint> LearningCurve { get; init; }

    /// <summary>BERT's features of every row; not computed, and one 0 each, if none of the pipelines uses them.</summary>
    public required IReadOnlyList<float[]> Features { get; init; }

    /// <summary>The fingerprint of BERT's features; null if the pipeline does not use them.</summary>
    public required ModelFingerprint? Fingerprint { get; init; }

    /// <summary>Whether <see cref="Model"/> was fitted to all rows, those of the hold-out set too.</summary>
    public required bool IsRefitted { get; init; }

    /// <summary>What is worth knowing, in sentences: repeated texts, fewer folds than asked for, pipelines that could not run.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Saves the model for <c>mlContext.Model.Load</c>.</summary>
    /// <param name="stream">Where to; it must be able to seek.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        new MLContext().Model.Save(Model, InputSchema, stream);
    }
}
