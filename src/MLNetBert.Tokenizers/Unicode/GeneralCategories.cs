namespace MLNetBert.Tokenizers.Unicode;

/// <summary>General categories as the reference library's regular expressions see them, and its word and numeric characters.</summary>
internal static class GeneralCategories
{
    private static readonly string[] Names =
    [
        "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co",
    ];

    private static readonly Lazy<CodePointTable> Table = new(() => CodePointTable.Load("general_category"));
    private static readonly Lazy<CodePointSet> Word = new(() => UnicodeTables.Set("regex.word"));
    private static readonly Lazy<CodePointSet> Han = new(() => UnicodeTables.Set("regex.han"));
    private static readonly Lazy<CodePointSet> Numeric = new(() => UnicodeTables.Set("numeric"));

    /// <summary>The categories that a name such as "L" or "Lu" stands for, one bit each; 0 if there is no such name.</summary>
    public static uint Mask(ReadOnlySpan<char> name)
    {
        uint mask = 0;
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.Length is 1 or 2 && Names[i].AsSpan().StartsWith(name, StringComparison.Ordinal))
                mask |= 1u << i;
        }

        return mask;
    }

    public static bool IsIn(int codePoint, uint mask) => (mask >> Table.Value[codePoint] & 1) != 0;

    /// <summary>\w of the regular expressions in a tokenizer.json.</summary>
    public static bool IsWord(int codePoint) => Word.Value.Contains(codePoint);

    /// <summary>\p{Han}.</summary>
    public static bool IsHan(int codePoint) => Han.Value.Contains(codePoint);

    /// <summary>What the component Digits treats as a digit.</summary>
    public static bool IsNumeric(int codePoint) => Numeric.Value.Contains(codePoint);
}
