namespace MLNetBert.Tokenizing;

/// <summary>
/// Brings token rows to a length: pads on the model's side with its padding id, cuts on the tokenizer's side by longest_first, and
/// never cuts off a special token.
/// </summary>
/// <param name="Pad">The padding id, its token type, and the side that padding goes to.</param>
/// <param name="Truncation">The side that tokens are cut from.</param>
/// <param name="Single">The special tokens around one text.</param>
/// <param name="Pair">Those around and between two.</param>
internal sealed record TokenPadder(PaddingToken Pad, SequenceSide Truncation, TokenTemplate Single, TokenTemplate Pair)
{
    public static TokenPadder Of(PreTrainedTokenizer tokenizer) => new(
        new(tokenizer.PadTokenId ?? 0, tokenizer.FileOptions?.PadTokenTypeId ?? 0, tokenizer.PaddingSide),
        tokenizer.TruncationSide,
        TokenTemplate.Of(tokenizer.SingleTemplate),
        TokenTemplate.Of(tokenizer.PairTemplate));

    /// <summary>Pads or cuts a row without padding to exactly <paramref name="length"/> tokens.</summary>
    public void Bring(TokenRow row, int length)
    {
        if (row.Ids.Count > length)
            Cut(row, length);
        PadTo(row, length);
    }

    private void PadTo(TokenRow row, int length)
    {
        PadTo(row.Ids, length, Pad.Id);
        PadTo(row.Mask, length, 0);
        PadTo(row.TypeIds, length, Pad.TypeId);
    }

    private void PadTo(List<int> values, int length, int pad)
    {
        int count = values.Count;
        CollectionsMarshal.SetCount(values, length);
        Span<int> row = CollectionsMarshal.AsSpan(values);
        TokenPadding.Fill(row[..count], row, pad, Pad.Side);
    }

    private void Cut(TokenRow row, int length)
    {
        int middle = Pair.FindMiddle(row);
        TokenTemplate template = middle < 0 ? Single : Pair;
        int room = length - template.Count;
        if (room < 0)
            throw new ArgumentException($"The length {length} has no room beside the {template.Count} special tokens of a row; choose a greater one.", nameof(length));
        int content = row.Ids.Count - template.Count;
        int first = middle < 0 ? content : middle - template.Prefix;
        (int keepFirst, int keepSecond) = TokenTruncation.Lengths(first, middle < 0 ? null : content - first, room, TruncationStrategy.LongestFirst);
        // From the end to the beginning, so that places remain valid.
        if (middle >= 0)
            Remove(row, middle + template.Middle.Length, content - first, keepSecond);
        Remove(row, template.Prefix, first, keepFirst);
    }

    private void Remove(TokenRow row, int start, int count, int keep)
    {
        int at = Truncation == SequenceSide.Right ? start + keep : start;
        row.Ids.RemoveRange(at, count - keep);
        row.Mask.RemoveRange(at, count - keep);
        row.TypeIds.RemoveRange(at, count - keep);
    }
}

/// <summary>What padding consists of.</summary>
internal readonly record struct PaddingToken(int Id, int TypeId, SequenceSide Side);
