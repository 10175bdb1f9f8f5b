namespace MLNetBert.Tokenization;

/// <summary>A Hugging Face tokenizer read from a model folder. Contract sketch: see the members.</summary>
public abstract class PreTrainedTokenizer
{
    /// <summary>Opens a model folder, a tokenizer.json or a vocab.txt.</summary>
    public static PreTrainedTokenizer Open(string path) => throw new NotImplementedException(path);

    /// <summary>The greatest id plus one, added tokens included.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The id of the padding token, or null where there is none.</summary>
    public abstract int? PadTokenId { get; }

    /// <summary>tokenizer_config.json's model_max_length where it is a real number, else null.</summary>
    public abstract int? ModelMaxLength { get; }

    /// <summary>How many special tokens are added to one text, or to a pair.</summary>
    public abstract int NumSpecialTokensToAdd(bool pair);

    /// <summary>Encodes one text, or a pair, with special tokens, truncation and stride as <paramref name="options"/> say.</summary>
    public abstract TokenEncoding Encode(string text, string? textPair = null, EncodeOptions? options = null);

    /// <summary>
    /// The hot path: appends the ids of one text (or a pair) with special tokens to <paramref name="ids"/> (and the types to
    /// <paramref name="typeIds"/> where it is not null), truncated to <paramref name="maxLength"/> by longest_first; no padding.
    /// </summary>
    public abstract void EncodeTo(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair, int maxLength, List<int> ids, List<int>? typeIds);
}

/// <summary>What a text became.</summary>
public sealed class TokenEncoding
{
    /// <summary>The token ids.</summary>
    public required int[] Ids { get; init; }

    /// <summary>The token type ids.</summary>
    public required int[] TypeIds { get; init; }

    /// <summary>1 for tokens, 0 for padding.</summary>
    public required int[] AttentionMask { get; init; }

    /// <summary>1 for tokens that the post-processor or padding added.</summary>
    public required int[] SpecialTokensMask { get; init; }

    /// <summary>Start and end (exclusive) of each token in its text, in UTF-16 code units.</summary>
    public required (int Start, int End)[] Offsets { get; init; }

    /// <summary>The tokens as text.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>The further windows, in order, where the text was longer than the limit.</summary>
    public IReadOnlyList<TokenEncoding> Overflowing { get; init; } = [];
}

/// <summary>How to encode; Hugging Face's names.</summary>
public sealed record EncodeOptions
{
    /// <summary>Whether the post-processor's special tokens are added. Default true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>The greatest number of tokens, special ones included; null for no limit.</summary>
    public int? MaxLength { get; init; }
}
