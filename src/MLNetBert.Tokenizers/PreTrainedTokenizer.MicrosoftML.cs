using Microsoft.ML.Tokenizers;

namespace MLNetBert.Tokenizers;

/// <content>
/// The side of Microsoft.ML.Tokenizers' base class. Its calls take one text and add no special tokens, like ML.NET's own tokenizers; offsets are
/// UTF-16 units of the text as given, so there is never a normalized text; no call cuts a text inside a character.
/// </content>
public abstract partial class PreTrainedTokenizer : Tokenizer
{
    private static readonly EncodeOptions WithoutSpecialTokens = new() { AddSpecialTokens = false };

    /// <summary>The text of ids, without special tokens; like <see cref="Decode(IEnumerable{int}, bool)"/>.</summary>
    /// <param name="ids">Token ids.</param>
    public sealed override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: true);

    /// <summary>Writes the text of ids, without special tokens.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="idsConsumed">All ids, or none if the text does not fit.</param>
    /// <param name="charsWritten">The length of the text, or 0 if it does not fit.</param>
    /// <returns>Done, or DestinationTooSmall: a decoder needs all ids at once, so nothing is written in part.</returns>
    public sealed override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] all = [.. ids];
        string text = Decode(all, skipSpecialTokens: true);
        bool fits = text.TryCopyTo(destination);
        (idsConsumed, charsWritten) = fits ? (all.Length, text.Length) : (0, 0);
        return fits ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    /// <summary>Encodes a text without special tokens.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text if <paramref name="text"/> is null.</param>
    /// <param name="settings">The greatest number of tokens. Normalization and pre-tokenization belong to the tokenizer and cannot be switched off.</param>
    /// <exception cref="NotSupportedException">Normalization or pre-tokenization is turned off.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The greatest number of tokens is not positive.</exception>
    protected sealed override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        Check(settings);
        text ??= textSpan.ToString();
        TokenEncoding encoding = Encode(text, null, WithoutSpecialTokens);
        int count = CountFromStart(encoding.Offsets, settings.MaxTokenCount);
        var tokens = new EncodedToken[count];
        for (int i = 0; i < count; i++)
            tokens[i] = new EncodedToken(encoding.Ids[i], encoding.Tokens[i], encoding.Offsets[i].Start..encoding.Offsets[i].End);
        return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = EndOf(encoding.Offsets, count, text.Length) };
    }

    /// <inheritdoc cref="EncodeToTokens(string, ReadOnlySpan{char}, EncodeSettings)"/>
    protected sealed override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        Check(settings);
        text ??= textSpan.ToString();
        TokenEncoding encoding = Encode(text, null, WithoutSpecialTokens);
        int count = CountFromStart(encoding.Offsets, settings.MaxTokenCount);
        return new EncodeResults<int> { Tokens = encoding.Ids[..count], CharsConsumed = EndOf(encoding.Offsets, count, text.Length) };
    }

    /// <summary>The number of a text's tokens without special ones, or MaxTokenCount if it has more.</summary>
    /// <inheritdoc cref="EncodeToTokens(string, ReadOnlySpan{char}, EncodeSettings)"/>
    protected sealed override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        Check(settings);
        var ids = new List<int>();
        EncodeTo(text ?? textSpan, int.MaxValue, ids);
        return Math.Min(ids.Count - NumSpecialTokensToAdd(pair: false), settings.MaxTokenCount);
    }

    /// <summary>Where a text must be cut so that its beginning, or its end, has at most a given number of tokens.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text if <paramref name="text"/> is null.</param>
    /// <param name="settings">The greatest number of tokens.</param>
    /// <param name="fromEnd">Whether the tokens are counted from the end.</param>
    /// <param name="normalizedText">Always null: the index refers to the text itself.</param>
    /// <param name="tokenCount">How many tokens the part has.</param>
    /// <exception cref="NotSupportedException">Normalization or pre-tokenization is turned off.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The greatest number of tokens is not positive.</exception>
    protected sealed override int GetIndexByTokenCount(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        Check(settings);
        text ??= textSpan.ToString();
        normalizedText = null;
        (int Start, int End)[] offsets = Encode(text, null, WithoutSpecialTokens).Offsets;
        if (!fromEnd)
        {
            tokenCount = CountFromStart(offsets, settings.MaxTokenCount);
            return EndOf(offsets, tokenCount, text.Length);
        }

        tokenCount = CountFromEnd(offsets, settings.MaxTokenCount);
        return tokenCount == offsets.Length ? 0 : offsets[^tokenCount].Start;
    }

    private static void Check(EncodeSettings settings)
    {
        if (!settings.ConsiderNormalization || !settings.ConsiderPreTokenization)
            throw new NotSupportedException("Normalization and pre-tokenization belong to this tokenizer: its model does not know ids of a text without them.");
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxTokenCount, 1, "maxTokenCount");
    }

    // Tokens of one character, such as its bytes, share its offsets: a cut goes before the first of them, unless that leaves none.
    private static int CountFromStart((int Start, int End)[] offsets, int limit)
    {
        if (limit >= offsets.Length)
            return offsets.Length;
        int count = limit;
        while (count > 0 && offsets[count - 1].End > offsets[count].Start)
            count--;
        return count > 0 ? count : limit;
    }

    private static int CountFromEnd((int Start, int End)[] offsets, int limit)
    {
        if (limit >= offsets.Length)
            return offsets.Length;
        int count = limit;
        while (count > 0 && offsets[^(count + 1)].End > offsets[^count].Start)
            count--;
        return count > 0 ? count : limit;
    }

    private static int EndOf((int Start, int End)[] offsets, int count, int length) => count == offsets.Length ? length : offsets[count - 1].End;
}
