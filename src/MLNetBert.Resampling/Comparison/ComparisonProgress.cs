namespace MLNetBert.Resampling.Comparison;

/// <summary>How far a comparison has got.</summary>
/// <param name="Done">Fits that are done: one per method and fold.</param>
/// <param name="Total">All fits.</param>
public readonly record struct ComparisonProgress(int Done, int Total);
