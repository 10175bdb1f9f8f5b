using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>Another tokenizer, and how many texts and pairs it was given.</summary>
internal sealed class CountingTokenizer(PreTrainedTokenizer other) : PreTrainedTokenizer
{
    public int Calls { get; private set; }

    public override int VocabularySize => other.VocabularySize;

    public override SpecialTokens SpecialTokens => other.SpecialTokens;

    public override SequenceSide PaddingSide => other.PaddingSide;

    public override SequenceSide TruncationSide => other.TruncationSide;

    public override int? ModelMaxLength => other.ModelMaxLength;

    public override EncodeOptions? FileOptions => other.FileOptions;

    public override SpecialTokenTemplate SingleTemplate => other.SingleTemplate;

    public override SpecialTokenTemplate PairTemplate => other.PairTemplate;

    public override TokenEncoding Encode(string text, string? textPair = null, EncodeOptions? options = null)
    {
        Calls++;
        return other.Encode(text, textPair, options);
    }

    public override TokenEncoding[] EncodeBatch(IReadOnlyList<string> texts, IReadOnlyList<string?>? textPairs = null, EncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls += texts.Count;
        return other.EncodeBatch(texts, textPairs, options, cancellationToken);
    }

    public override bool EncodeTo(ReadOnlySpan<char> text, int maxLength, List<int> ids, List<int>? typeIds = null, TruncationStrategy truncation = TruncationStrategy.LongestFirst)
    {
        Calls++;
        return other.EncodeTo(text, maxLength, ids, typeIds, truncation);
    }

    public override bool EncodeTo(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, int maxLength, List<int> ids, List<int>? typeIds = null, TruncationStrategy truncation = TruncationStrategy.LongestFirst)
    {
        Calls++;
        return other.EncodeTo(text, textPair, maxLength, ids, typeIds, truncation);
    }

    public override string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true) => other.Decode(ids, skipSpecialTokens);

    public override int? TokenToId(string token) => other.TokenToId(token);

    public override string? IdToToken(int id) => other.IdToToken(id);
}
