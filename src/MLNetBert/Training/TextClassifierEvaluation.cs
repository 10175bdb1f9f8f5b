using MLNetBert.Resampling.Metrics;

namespace MLNetBert;

/// <summary>How good predictions of rows are that were not trained on. Immutable.</summary>
public sealed record TextClassifierEvaluation
{
    internal TextClassifierEvaluation()
    {
    }

    /// <summary>The metric that decides, with its interval.</summary>
    public required MetricInterval Metric { get; init; }

    /// <summary>All metrics by name, with their intervals.</summary>
    public required IReadOnlyDictionary<string, MetricInterval> Metrics { get; init; }

    /// <summary>How often each class was taken for each; a class's label is its place in <see cref="TextClassifierResult.ClassNames"/>. Null for numbers.</summary>
    public ClassConfusionMatrix? Confusion { get; init; }

    /// <summary>The recall of each class, with its interval; empty for numbers.</summary>
    public IReadOnlyList<MetricInterval> Recalls { get; init; } = [];

    /// <summary>How the trainer's own probabilities fit what came true.</summary>
    public IReadOnlyList<ReliabilityBin> ReliabilityBefore { get; init; } = [];

    /// <summary>How the corrected probabilities fit.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; init; } = [];

    /// <summary>The expected calibration error of the trainer's own probabilities; 0 for numbers.</summary>
    public double CalibrationErrorBefore => Training.Calibration.Error(ReliabilityBefore);

    /// <summary>The expected calibration error after the correction; 0 for numbers.</summary>
    public double CalibrationError => Training.Calibration.Error(Reliability);

    /// <summary>Each row's prediction.</summary>
    public required IReadOnlyList<TextPrediction> Predictions { get; init; }
}
