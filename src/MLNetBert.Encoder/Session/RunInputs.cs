namespace MLNetBert.Encoder.Session;

/// <summary>The inputs of a run, row after row. An empty mask is all ones, empty types are all zeros; what the graph does not take may be empty.</summary>
internal readonly ref struct RunInputs
{
    public ReadOnlySpan<int> Ids { get; init; }

    public ReadOnlySpan<float> Embeddings { get; init; }

    public ReadOnlySpan<int> Mask { get; init; }

    public ReadOnlySpan<int> Types { get; init; }
}
