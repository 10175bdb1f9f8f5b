namespace MLNetBert.Tokenizers.Bpe;

/// <summary>The settings of Hugging Face's BPE; "" for none.</summary>
internal sealed record BpeOptions
{
    /// <summary>The token for a character that is not in the vocabulary; null leaves it out.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>The prefix of a character that does not begin a word.</summary>
    public string ContinuingSubwordPrefix { get; init; } = "";

    /// <summary>The suffix of a character that ends a word.</summary>
    public string EndOfWordSuffix { get; init; } = "";

    /// <summary>Whether adjacent unknown characters become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether an unknown character becomes tokens such as &lt;0x41&gt;.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word in the vocabulary is one token, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }
}
