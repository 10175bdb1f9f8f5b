namespace MLNetBert;

/// <summary>What the chosen pipeline reaches with fewer rows: a point of a learning curve.</summary>
/// <param name="Share">The share of the training rows of each fold.</param>
/// <param name="Rows">How many rows that is, on average.</param>
/// <param name="Metric">The cross-validated metric, with its interval.</param>
public sealed record LearningCurvePoint(double Share, int Rows, MetricInterval Metric);
