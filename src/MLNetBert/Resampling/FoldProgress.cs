namespace MLNetBert;

/// <summary>How far a cross-validation has got.</summary>
/// <param name="Done">Folds that are done.</param>
/// <param name="Total">All folds.</param>
public readonly record struct FoldProgress(int Done, int Total);
