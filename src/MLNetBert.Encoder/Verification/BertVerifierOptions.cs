namespace MLNetBert;

/// <summary>What else a <see cref="BertVerifier"/> compares. Immutable and thread-safe.</summary>
public sealed record BertVerifierOptions
{
    /// <summary>A featurizer to compare with, such as one for the float32 file when a quantized one is verified; null: none.</summary>
    public BertFeaturizer? Other { get; init; }

    /// <summary>
    /// Whether the featurizer is assumed to run texts one at a time, so that batches of equal length do not decide; null: as it really does. False shows what
    /// batches would do if it runs texts one at a time.
    /// </summary>
    public bool? OneAtATime { get; init; }
}
