namespace MLNetBert.Tokenizers.Encodings;

/// <summary>The parts of a tokenizer, whichever files they came from.</summary>
internal sealed record TokenizerParts
{
    /// <summary>The main file they were read from.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether that file, a tokenizer.json, decides on lower case, and tokenizer_config.json does not.</summary>
    public bool DecidesOnCase { get; init; }

    /// <summary>One sentence for each thing in the files that is not as it says.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public TokenizerLimits Limits { get; init; } = TokenizerLimits.Default;

    public Normalizer? Normalizer { get; init; }

    /// <summary>If null, each piece between added tokens is one word.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    public required TokenModel Model { get; init; }

    public PostProcessor PostProcessor { get; init; } = PostProcessor.None;

    /// <summary>If null, tokens are joined with spaces.</summary>
    public Decoder? Decoder { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Where each added token is named.</summary>
    public IReadOnlyList<TokenSource> TokenSources { get; init; } = [];

    /// <summary>The truncation and padding of the file.</summary>
    public EncodeOptions? FileOptions { get; init; }

    /// <summary>The padding token that the file's own padding names, if any.</summary>
    public string? FilePadToken { get; init; }
}

/// <summary>Where an added token is named.</summary>
/// <param name="Token">Its text.</param>
/// <param name="Id">The id that it is given there, or null.</param>
/// <param name="Source">The file and key, or the class whose own it is.</param>
internal readonly record struct TokenSource(string Token, int? Id, string Source);
