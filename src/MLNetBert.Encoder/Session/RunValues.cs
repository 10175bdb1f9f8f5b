namespace MLNetBert.Encoder.Session;

/// <summary>The results of a run, row by row, where the runtime left them. What was not asked for is empty.</summary>
internal readonly ref struct RunValues
{
    public ReadOnlySpan<float> TokenVectors { get; init; }

    public ReadOnlySpan<float> Pooler { get; init; }

    public ReadOnlySpan<float> SentenceEmbedding { get; init; }

    public ReadOnlySpan<float> Logits { get; init; }
}

/// <summary>Reads the results of a run while they are there: they cannot leave it but as copies.</summary>
internal delegate TResult RunReader<TState, TResult>(scoped RunValues values, TState state)
    where TState : allows ref struct;
