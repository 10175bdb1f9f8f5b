using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>For cases that are of one text or of two.</summary>
internal static class FlaggedEncoding
{
    public static bool EncodeTo(this PreTrainedTokenizer tokenizer, string text, string? textPair, bool hasPair, int maxLength, List<int> ids, List<int>? typeIds, TruncationStrategy truncation = TruncationStrategy.LongestFirst)
        => hasPair ? tokenizer.EncodeTo(text, textPair, maxLength, ids, typeIds, truncation) : tokenizer.EncodeTo(text, maxLength, ids, typeIds, truncation);
}
