namespace MLNetBert.Tokenizing;

/// <summary>Which number of tokens texts are cut to.</summary>
internal static class Lengths
{
    public static int Check(BertModel model, int? maxLength, int? length)
    {
        var limit = maxLength ?? model.MaxLength;
        if (length < limit)
            limit = length.Value;
        var positions = model.MaxPositions ?? int.MaxValue;
        foreach (var asked in (ReadOnlySpan<int?>)[maxLength, length])
        {
            if (asked > positions)
                throw new ArgumentException($"The length {asked} is beyond the {positions} positions of the model '{model.Folder}'; choose at most that.", nameof(length));
        }

        var special = model.Tokenizer.NumSpecialTokensToAdd(pair: false);
        if (limit <= special)
            throw new ArgumentException($"The length {limit} has no room beside the {special} special tokens; choose a greater one.", nameof(length));
        return limit;
    }
}
