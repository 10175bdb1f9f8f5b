using MLNetBert.Tokenizers.Formats;

namespace MLNetBert.Tokenizers;

/// <summary>
/// A tokenizer of the BERT family, read from the files people already have: tokenizer.json, or a vocabulary with its
/// tokenizer_config.json. Gives the ids of Hugging Face's tokenizers library. Mirrors transformers' PreTrainedTokenizer.
/// </summary>
/// <remarks>
/// Thread-safe. Text is UTF-16; a lone surrogate counts as U+FFFD and never throws. Truncation and padding written in a
/// tokenizer.json are its author's defaults and are not applied: pass <see cref="FileOptions"/> to have them.
/// </remarks>
public abstract partial class PreTrainedTokenizer
{
    /// <summary>Opens a model folder, a tokenizer.json or a vocab.txt.</summary>
    /// <param name="path">A folder, or a file whose folder may hold tokenizer_config.json and special_tokens_map.json.</param>
    /// <exception cref="BadInputException">There is no tokenizer, or its files cannot be used; the message names file and key.</exception>
    public static PreTrainedTokenizer Open(string path) => TokenizerFolder.Open(path);

    /// <summary>The greatest id plus one, added tokens included.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The tokens with a role: classifier, separator, mask, unknown, begin, end, padding.</summary>
    public abstract SpecialTokens SpecialTokens { get; }

    /// <summary>The id of the padding token, or null where there is none.</summary>
    public int? PadTokenId => SpecialTokens.Pad?.Id;

    /// <summary>Where padding goes unless the options say otherwise: tokenizer_config.json's padding_side, else right.</summary>
    public abstract SequenceSide PaddingSide { get; }

    /// <summary>Where tokens are cut off unless the options say otherwise: tokenizer_config.json's truncation_side, else right.</summary>
    public abstract SequenceSide TruncationSide { get; }

    /// <summary>tokenizer_config.json's model_max_length where it is a real number, else null.</summary>
    public abstract int? ModelMaxLength { get; }

    /// <summary>A sentence for each thing in the files that is not as it says, or contradicts another; usually none.</summary>
    internal virtual IReadOnlyList<string> Notes => [];

    /// <summary>What of the files changes results, for <c>inspect</c>.</summary>
    internal virtual IReadOnlyList<ModelFact> Facts => [];

    /// <summary>The truncation and padding written in the tokenizer.json, or null where there is none.</summary>
    public abstract EncodeOptions? FileOptions { get; }

    /// <summary>How many special tokens are added to one text, or to a pair.</summary>
    public abstract int NumSpecialTokensToAdd(bool pair);

    /// <summary>Encodes one text, or a pair, as <paramref name="options"/> say; without options no truncation and no padding.</summary>
    /// <param name="text">The text; may be empty.</param>
    /// <param name="textPair">The second text, or null for none. Empty is a second text without tokens.</param>
    /// <param name="options">How to encode.</param>
    /// <returns>The first window; further windows, where the text was longer than the limit, are its overflowing encodings.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or the tokenizer.</exception>
    /// <exception cref="BadInputException">The text cannot be truncated as asked, or a word is unknown and there is no unknown token.</exception>
    public abstract TokenEncoding Encode(string text, string? textPair = null, EncodeOptions? options = null);

    /// <summary>Encodes several texts, or pairs; padding to the longest is to the longest of these.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="textPairs">Null, or the second text of each, null where there is none.</param>
    /// <param name="options">How to encode.</param>
    /// <exception cref="ArgumentException">The two lists differ in length, or as for <see cref="Encode"/>.</exception>
    /// <exception cref="BadInputException">As for <see cref="Encode"/>.</exception>
    public abstract TokenEncoding[] EncodeBatch(IReadOnlyList<string> texts, IReadOnlyList<string?>? textPairs = null, EncodeOptions? options = null);

    /// <summary>
    /// The hot path: appends the ids of one text (or a pair) with special tokens to <paramref name="ids"/> (and the types to
    /// <paramref name="typeIds"/> where it is not null), truncated to <paramref name="maxLength"/> as
    /// <paramref name="truncation"/> says, on the tokenizer's truncation side; no padding, no overflow.
    /// </summary>
    /// <exception cref="BadInputException">The text cannot be truncated as asked, or a word is unknown and there is no unknown token.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> leaves no room beside the special tokens.</exception>
    public abstract void EncodeTo(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair, int maxLength, List<int> ids, List<int>? typeIds, TruncationStrategy truncation = TruncationStrategy.LongestFirst);

    /// <summary>The text of ids, as the tokenizer's decoder puts it together. Ids outside the vocabulary are left out.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out. Default true.</param>
    public abstract string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true);

    /// <summary>The id of a token of the vocabulary or an added token, or null.</summary>
    public abstract int? TokenToId(string token);

    /// <summary>The token of an id, or null.</summary>
    public abstract string? IdToToken(int id);
}
