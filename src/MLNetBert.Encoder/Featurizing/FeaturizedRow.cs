namespace MLNetBert;

/// <summary>An item of a stream with its features.</summary>
/// <param name="Item">The item as it came in.</param>
/// <param name="Features">
/// <see cref="BertFeaturizer.Dimension"/> values; with pooling none, <paramref name="TokenCount"/> times as many, token by token.
/// They stay valid, but share memory with neighbours: copy them to keep only this row.
/// </param>
/// <param name="TokenCount">How many tokens the text became, special ones included, after it was cut.</param>
public readonly record struct FeaturizedRow<T>(T Item, ReadOnlyMemory<float> Features, int TokenCount);
