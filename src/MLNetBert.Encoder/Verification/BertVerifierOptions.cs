namespace MLNetBert;

/// <summary>What a <see cref="BertVerifier"/> compares besides. Immutable and thread-safe.</summary>
public sealed record BertVerifierOptions
{
    /// <summary>A featurizer to compare with, such as one over the float32 file where a quantized one is verified; null: none.</summary>
    public BertFeaturizer? Other { get; init; }

    /// <summary>
    /// Whether the featurizer is taken to run texts one at a time, so that batches of equal length do not decide; null: as it does. False shows what
    /// batches would do where it runs texts one at a time.
    /// </summary>
    public bool? OneAtATime { get; init; }
}
