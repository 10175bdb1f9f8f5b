using MLNetBert.Tokenization.AddedTokens;

namespace MLNetBert.Tokenization.Pipeline;

/// <summary>What a tokenizer is made of, whichever files it came from.</summary>
internal sealed record TokenizerParts
{
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
