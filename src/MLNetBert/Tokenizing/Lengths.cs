namespace MLNetBert.Tokenizing;

/// <summary>The number of tokens that texts are cut to.</summary>
internal static class Lengths
{
    /// <param name="model">The model.</param>
    /// <param name="maxLength">The length asked for.</param>
    /// <param name="length">The length to pad to.</param>
    /// <param name="least">The smallest possible length.</param>
    public static int Check(BertModel model, int? maxLength, int? length, int least)
    {
        int limit = maxLength ?? model.MaxLength;
        if (length < limit)
            limit = length.Value;
        int positions = model.MaxPositions ?? int.MaxValue;
        foreach (int? asked in (ReadOnlySpan<int?>)[maxLength, length])
        {
            if (asked > positions)
                throw new ArgumentException($"The length {asked} is beyond the {positions} positions of the model '{model.Folder}'; choose at most that.", nameof(length));
        }

        if (limit < least)
            throw new ArgumentException($"The length {limit} has no room for a text beside the special tokens; choose at least {least}.", nameof(length));
        return limit;
    }
}
