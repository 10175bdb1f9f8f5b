namespace MLNetBert.Tokenizers;

/// <summary>
/// A tokenizer of the BERT family, read from the files that people already have: tokenizer.json, or a vocabulary with its
/// tokenizer_config.json. It gives the ids of Hugging Face's tokenizers library. Mirrors transformers' PreTrainedTokenizer.
/// </summary>
/// <remarks>
/// Thread-safe. Text is UTF-16; a lone surrogate counts as U+FFFD and never throws. Truncation and padding written in a
/// tokenizer.json are its author's defaults and are not applied: pass <see cref="FileOptions"/> to have them.
/// </remarks>
public abstract partial class PreTrainedTokenizer
{
    /// <summary>The names of the files that a tokenizer is read from; if a folder has several, the first in this list counts.</summary>
    public static IReadOnlyList<string> FileNames { get; } = TokenizerFolder.Files.AsReadOnly();

    /// <summary>Opens a model folder, a tokenizer.json, a vocab.txt, a vocab.json with its merges.txt, or a SentencePiece model.</summary>
    /// <param name="path">A folder, or a file whose folder may contain tokenizer_config.json and special_tokens_map.json.</param>
    /// <exception cref="BadInputException">There is no tokenizer, or its files cannot be used; the message names file and key.</exception>
    public static PreTrainedTokenizer Open(string path) => Open(path, TokenizerLimits.Default);

    /// <summary>Like the other overload, with other limits on what a text may cost.</summary>
    /// <param name="path">A folder or file.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="ArgumentException">A limit is negative, or the length of a piece is not positive.</exception>
    /// <exception cref="BadInputException">There is no tokenizer, or its files cannot be used; the message names file and key.</exception>
    public static PreTrainedTokenizer Open(string path, TokenizerLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Check();
        (TokenizerParts parts, TokenizerConfig config) = TokenizerFolder.Read(path);
        return new PipelineTokenizer(parts with { Limits = limits }, config);
    }

    /// <summary>The greatest id plus one, added tokens included.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The tokens with a role: classifier, separator, mask, unknown, begin, end, padding.</summary>
    public abstract SpecialTokens SpecialTokens { get; }

    /// <summary>The id of the padding token, or null if there is none.</summary>
    public int? PadTokenId => SpecialTokens.Pad?.Id;

    /// <summary>Where padding goes unless the options say otherwise: tokenizer_config.json's padding_side, else right.</summary>
    public abstract SequenceSide PaddingSide { get; }

    /// <summary>Where tokens are cut off unless the options say otherwise: tokenizer_config.json's truncation_side, else right.</summary>
    public abstract SequenceSide TruncationSide { get; }

    /// <summary>tokenizer_config.json's model_max_length if it is a real number, else null.</summary>
    public abstract int? ModelMaxLength { get; }

    /// <summary>One sentence for each thing in the files that is not as it says, or contradicts another; usually none.</summary>
    public virtual IReadOnlyList<string> Warnings => [];

    /// <summary>What in the files changes results, such as lower-casing and sides, each with the file and key that says so.</summary>
    public virtual IReadOnlyList<ModelFact> Description => [];

    /// <summary>The truncation and padding written in the tokenizer.json, or null if there is none.</summary>
    public abstract EncodeOptions? FileOptions { get; }

    /// <summary>The special tokens around one text.</summary>
    public abstract SpecialTokenTemplate SingleTemplate { get; }

    /// <summary>The special tokens around and between the texts of a pair.</summary>
    public abstract SpecialTokenTemplate PairTemplate { get; }

    /// <summary>How many special tokens are added to one text, or to a pair.</summary>
    public int NumSpecialTokensToAdd(bool pair) => (pair ? PairTemplate : SingleTemplate).Count;

    /// <summary>Encodes one text, or a pair, as <paramref name="options"/> say; without options there is no truncation and no padding.</summary>
    /// <param name="text">The text; may be empty.</param>
    /// <param name="textPair">The second text, or null for none. An empty one is a second text without tokens.</param>
    /// <param name="options">How to encode.</param>
    /// <returns>The first window; if the text is longer than the limit, further windows are its overflowing encodings.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or the tokenizer.</exception>
    /// <exception cref="BadInputException">The text cannot be truncated as asked, or a word is unknown and there is no unknown token.</exception>
    public abstract TokenEncoding Encode(string text, string? textPair = null, EncodeOptions? options = null);

    /// <summary>Encodes several texts, or pairs; padding to the longest is to the longest of these.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="textPairs">Null, or the second text of each, null if there is none.</param>
    /// <param name="options">How to encode.</param>
    /// <exception cref="ArgumentException">The two lists differ in length; or see <see cref="Encode"/>.</exception>
    /// <param name="cancellationToken">Checked before each text.</param>
    /// <exception cref="BadInputException">As for <see cref="Encode"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract TokenEncoding[] EncodeBatch(IReadOnlyList<string> texts, IReadOnlyList<string?>? textPairs = null, EncodeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The hot path: appends the ids of one text with special tokens, without padding and overflow. It allocates nothing but room in the lists.
    /// </summary>
    /// <param name="text">The text; may be empty.</param>
    /// <param name="maxLength">The greatest number of tokens, special ones included; a longer text is cut on <see cref="TruncationSide"/>.</param>
    /// <param name="ids">Where the ids are appended.</param>
    /// <param name="typeIds">Where the token type ids are appended, or null.</param>
    /// <param name="truncation">Which text may be cut. Default longest first.</param>
    /// <returns>Whether tokens were cut off.</returns>
    /// <exception cref="BadInputException">The text cannot be truncated as asked, or a word is unknown and there is no unknown token.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> leaves no room beside the special tokens.</exception>
    public abstract bool EncodeTo(ReadOnlySpan<char> text, int maxLength, List<int> ids, List<int>? typeIds = null, TruncationStrategy truncation = TruncationStrategy.LongestFirst);

    /// <summary>Like the other overload, for a pair; an empty second text is a text without tokens.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="textPair">The second text.</param>
    /// <param name="maxLength">The greatest number of tokens, special ones included.</param>
    /// <param name="ids">Where the ids are appended.</param>
    /// <param name="typeIds">Where the token type ids are appended, or null.</param>
    /// <param name="truncation">Which text may be cut. Default longest first.</param>
    /// <returns>Whether tokens were cut off.</returns>
    /// <exception cref="BadInputException">The text cannot be truncated as asked, or a word is unknown and there is no unknown token.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> leaves no room beside the special tokens.</exception>
    public abstract bool EncodeTo(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, int maxLength, List<int> ids, List<int>? typeIds = null, TruncationStrategy truncation = TruncationStrategy.LongestFirst);

    /// <summary>The text of ids, put together by the tokenizer's decoder. Ids outside the vocabulary are left out.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out. Default true.</param>
    public abstract string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true);

    /// <summary>The id of a token in the vocabulary or of an added token, or null.</summary>
    public abstract int? TokenToId(string token);

    /// <summary>The token of an id, or null.</summary>
    public abstract string? IdToToken(int id);
}
