namespace MLNetBert;

/// <summary>What a featurizer has done so far.</summary>
/// <param name="Rows">Texts whose features are done.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="RowsReused">Those of them that did not run, since the same tokens were already in the window.</param>
/// <param name="TokenizeTime">Time spent tokenizing, summed over threads.</param>
/// <param name="ModelTime">Time spent in the model, summed over threads.</param>
/// <param name="PoolTime">Time spent pooling, summed over threads.</param>
/// <param name="ModelWallTime">Time during which the model was working, by the clock.</param>
public readonly record struct FeaturizerStatistics(long Rows, long Tokens, long RowsReused, TimeSpan TokenizeTime, TimeSpan ModelTime, TimeSpan PoolTime, TimeSpan ModelWallTime);
