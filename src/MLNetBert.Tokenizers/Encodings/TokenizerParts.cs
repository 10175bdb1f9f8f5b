namespace MLNetBert.Tokenizers.Encodings;

/// <summary>What a tokenizer is made of, whichever files it came from.</summary>
internal sealed record TokenizerParts
{
    /// <summary>The file that they were read from first.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether that file, a tokenizer.json, decides on lower case, and tokenizer_config.json does not.</summary>
    public bool DecidesOnCase { get; init; }

    /// <summary>A sentence for each thing in the files that is not as it says.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public Normalizer? Normalizer { get; init; }

    /// <summary>Null takes each piece between added tokens as one word.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    public required TokenModel Model { get; init; }

    public PostProcessor PostProcessor { get; init; } = PostProcessor.None;

    /// <summary>Null joins tokens with spaces.</summary>
    public Decoder? Decoder { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>The truncation and padding of the file.</summary>
    public EncodeOptions? FileOptions { get; init; }

    /// <summary>The padding token that the file's own padding names, if any.</summary>
    public string? FilePadToken { get; init; }
}
