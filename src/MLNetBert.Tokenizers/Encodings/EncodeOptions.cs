namespace MLNetBert.Tokenizers;

/// <summary>How to encode; Hugging Face's names.</summary>
public sealed record EncodeOptions
{
    /// <summary>Whether the post-processor's special tokens are added. Default true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>The greatest number of tokens, special ones included; null (default) for no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Which text of a pair is cut. Default longest first.</summary>
    public TruncationStrategy Truncation { get; init; }

    /// <summary>Which end is cut; null (default) for the tokenizer's.</summary>
    public SequenceSide? TruncationSide { get; init; }

    /// <summary>
    /// Whether a text that is cut gives its further windows too (<see cref="TokenEncoding.Overflowing"/>). Default true. Without them a long text takes
    /// less time, and no more memory than what stays of it.
    /// </summary>
    public bool Overflow { get; init; } = true;

    /// <summary>How many tokens a window repeats from the previous one. Default 0. Must be less than the room for the text.</summary>
    public int Stride { get; init; }

    /// <summary>Whether, and to what length, shorter encodings are padded. Default none.</summary>
    public PaddingStrategy Padding { get; init; }

    /// <summary>The length that <see cref="PaddingStrategy.MaxLength"/> pads to; null (default) for <see cref="MaxLength"/>.</summary>
    public int? PadLength { get; init; }

    /// <summary>Rounds the padded length up to a multiple of this; null (default): no rounding.</summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>Where padding goes; null (default) for the tokenizer's side.</summary>
    public SequenceSide? PaddingSide { get; init; }

    /// <summary>The id to pad with; null (default) for the tokenizer's padding token.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>The text of the padding token; null (default) for the tokenizer's.</summary>
    public string? PadToken { get; init; }

    /// <summary>The type id of padding. Default 0.</summary>
    public int PadTokenTypeId { get; init; }
}

/// <summary>Which text of a pair loses tokens when the two are too long.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, until both are equally long; then both.</summary>
    LongestFirst,

    /// <summary>Only the first text; an error if nothing of it would be left.</summary>
    OnlyFirst,

    /// <summary>Only the second text; an error if nothing of it would be left, or if there is none.</summary>
    OnlySecond,
}

/// <summary>To what length encodings are filled up with padding tokens.</summary>
public enum PaddingStrategy
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>To the longest encoding of the call.</summary>
    Longest,

    /// <summary>To a fixed length; longer encodings stay as they are.</summary>
    MaxLength,
}

/// <summary>An end of a sequence.</summary>
public enum SequenceSide
{
    /// <summary>The end.</summary>
    Right,

    /// <summary>The beginning.</summary>
    Left,
}
