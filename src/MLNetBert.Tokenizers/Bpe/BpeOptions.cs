namespace MLNetBert.Tokenizers.Bpe;

/// <summary>The settings of Hugging Face's BPE; "" for none.</summary>
internal sealed record BpeOptions
{
    /// <summary>What stands for a character that is no token; null leaves it out.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>What stands before a character that does not begin a word.</summary>
    public string ContinuingSubwordPrefix { get; init; } = "";

    /// <summary>What stands after a character that ends a word.</summary>
    public string EndOfWordSuffix { get; init; } = "";

    /// <summary>Whether unknown characters beside each other are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether an unknown character becomes tokens such as &lt;0x41&gt;.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word of the vocabulary is its token, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }
}
