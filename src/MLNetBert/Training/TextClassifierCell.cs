namespace MLNetBert;

/// <summary>What a pipeline reached in the cross-validation. Immutable.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Folds">The metric of each fold that it was tested on.</param>
/// <param name="Metric">The metric over all rows of these folds together, with its interval; null if it could not run.</param>
/// <param name="Recalls">The recall of each class over these rows; empty for numbers.</param>
/// <param name="IsStopped">Whether it was left early, two standard errors behind the best.</param>
/// <param name="Failure">Why it could not run; null if it could.</param>
/// <param name="Time">The time of its fits.</param>
public sealed record TextClassifierCell(TextPipeline Pipeline, IReadOnlyList<double> Folds, MetricInterval? Metric, IReadOnlyList<double> Recalls, bool IsStopped, string? Failure, TimeSpan Time);
