namespace MLNetBert.Featurizing;

/// <summary>Where the vectors of texts come from. Thread-safe.</summary>
internal interface IVectorSource
{
    /// <summary>The model's name, for metrics; null: unknown.</summary>
    string? ModelName { get; }

    /// <summary>Computes vectors.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="missing">The places of those to compute, in any order; some may be equal.</param>
    /// <param name="take">Receives a place and its vector, for each.</param>
    void Compute(IReadOnlyList<TextInput> texts, IReadOnlyList<int> missing, Action<int, float[]> take);

    /// <summary>A cursor has come to its end.</summary>
    void EndPass();
}
