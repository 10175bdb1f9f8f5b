namespace MLNetBert.Encoder.Session;

/// <summary>The inputs of a run, row by row. An empty mask means all ones, empty types all zeros; what the graph does not take may be empty.</summary>
internal readonly ref struct RunInputs
{
    public ReadOnlySpan<int> Ids { get; init; }

    public ReadOnlySpan<float> Embeddings { get; init; }

    public ReadOnlySpan<int> Mask { get; init; }

    public ReadOnlySpan<int> Types { get; init; }
}
