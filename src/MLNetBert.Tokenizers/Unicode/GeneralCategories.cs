namespace MLNetBert.Tokenizers.Unicode;

/// <summary>General categories as the reference library's regular expressions see them, and its word and numeric characters.</summary>
internal static class GeneralCategories
{
    private static readonly string[] s_names =
    [
        "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co",
    ];

    private static readonly Lazy<CodePointTable> s_table = new(() => CodePointTable.Load("general_category"));
    private static readonly Lazy<CodePointSet> s_word = new(() => UnicodeTables.Set("regex.word"));
    private static readonly Lazy<CodePointSet> s_han = new(() => UnicodeTables.Set("regex.han"));
    private static readonly Lazy<CodePointSet> s_numeric = new(() => UnicodeTables.Set("numeric"));

    /// <summary>The categories that a name such as "L" or "Lu" stands for, a bit each; 0 where there is no such name.</summary>
    public static uint Mask(ReadOnlySpan<char> name)
    {
        uint mask = 0;
        for (int i = 0; i < s_names.Length; i++)
        {
            if (name.Length is 1 or 2 && s_names[i].AsSpan().StartsWith(name, StringComparison.Ordinal))
                mask |= 1u << i;
        }

        return mask;
    }

    public static bool IsIn(int codePoint, uint mask) => (mask >> s_table.Value[codePoint] & 1) != 0;

    /// <summary>\w of the regular expressions in a tokenizer.json.</summary>
    public static bool IsWord(int codePoint) => s_word.Value.Contains(codePoint);

    /// <summary>\p{Han}.</summary>
    public static bool IsHan(int codePoint) => s_han.Value.Contains(codePoint);

    /// <summary>What the component Digits takes for a digit.</summary>
    public static bool IsNumeric(int codePoint) => s_numeric.Value.Contains(codePoint);
}
