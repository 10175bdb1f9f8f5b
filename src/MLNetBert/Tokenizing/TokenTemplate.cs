namespace MLNetBert.Tokenizing;

/// <summary>Where a tokenizer puts its special tokens: before the text, between two texts, and after.</summary>
/// <param name="Prefix">How many come before.</param>
/// <param name="Middle">The ids of those between the texts of a pair.</param>
/// <param name="Suffix">How many come after.</param>
/// <param name="SecondType">The token type of the second text, if it is not that of the first; else -1.</param>
internal sealed record TokenTemplate(int Prefix, int[] Middle, int Suffix, int SecondType)
{
    public int Count => Prefix + Middle.Length + Suffix;

    public static TokenTemplate Of(SpecialTokenTemplate template)
    {
        bool typesDiffer = template.TypeIds.Count > 1 && template.TypeIds[0] != template.TypeIds[1];
        return new(template.Before.Count, [.. template.Between], template.After.Count, typesDiffer ? template.TypeIds[1] : -1);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Prefix);
        writer.Write(Middle.Length);
        foreach (int id in Middle)
            writer.Write(id);
        writer.Write(Suffix);
        writer.Write(SecondType);
    }

    public static TokenTemplate Read(SavedReader reader)
    {
        int prefix = reader.ReadNumber(0);
        int[] middle = new int[reader.ReadCount(sizeof(int))];
        for (int i = 0; i < middle.Length; i++)
            middle[i] = reader.ReadInt32();
        return new(prefix, middle, reader.ReadNumber(0), reader.ReadNumber(-1));
    }

    /// <summary>Where the tokens between the texts of a pair begin in a row; -1 for a single text.</summary>
    public int FindMiddle(TokenRow row)
    {
        int end = row.Ids.Count - Suffix;
        if (SecondType >= 0)
        {
            // The types tell the texts apart, whatever the texts hold: all before the first token of the second type is of the first text or between.
            int boundary = row.TypeIds.FindIndex(Prefix, Math.Max(0, end - Prefix), type => type == SecondType);
            return boundary >= 0 ? boundary - Middle.Length : EmptySecond(row, end);
        }

        for (int at = Prefix; at + Middle.Length <= end; at++)
        {
            if (Matches(row, at))
                return at;
        }

        return -1;
    }

    /// <summary>A pair whose second text is empty: its middle is directly before its suffix, which is of the second type.</summary>
    private int EmptySecond(TokenRow row, int end)
    {
        int at = end - Middle.Length;
        return Suffix > 0 && at >= Prefix && row.TypeIds[^1] == SecondType && Matches(row, at) ? at : -1;
    }

    private bool Matches(TokenRow row, int at)
    {
        for (int i = 0; i < Middle.Length; i++)
        {
            if (row.Ids[at + i] != Middle[i])
                return false;
        }

        return Middle.Length > 0;
    }
}
