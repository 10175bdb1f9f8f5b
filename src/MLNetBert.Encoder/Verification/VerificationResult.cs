namespace MLNetBert;

/// <summary>What a verification found. Immutable and thread-safe.</summary>
public sealed class VerificationResult<T>
{
    internal VerificationResult(BertVerifier verifier, IReadOnlyList<WayResult<T>> ways, long texts, long tokens) =>
        (Verifier, Ways, Texts, Tokens) = (verifier, ways, texts, tokens);

    /// <summary>What ran it: the featurizer, and how texts are assumed to be run.</summary>
    public BertVerifier Verifier { get; }

    /// <summary>What each way did, in the order of <see cref="BertVerifier.Ways"/>.</summary>
    public IReadOnlyList<WayResult<T>> Ways { get; }

    /// <summary>How many texts were run.</summary>
    public long Texts { get; }

    /// <summary>Their tokens.</summary>
    public long Tokens { get; }

    /// <summary>Whether every way that the featurizer uses gave every text the bits that it has alone.</summary>
    public bool Exact => Ways.All(way => !way.Way.OfFeaturizer || way.Differing == 0);
}
