namespace MLNetBert.Tokenizers.Unicode;

/// <summary>
/// How Hugging Face's library classifies each code point: measured, because its tables come from several Unicode versions.
/// Each table is read when first used.
/// </summary>
internal static class CodePoints
{
    private static readonly Lazy<CodePointSet> LazyWord = new(() => UnicodeTables.Set("added_token.single_word.word_char"));
    private static readonly Lazy<CodePointSet> LazyPunctuation = new(() => UnicodeTables.Set("bert.pre_tokenizer.punctuation"));
    private static readonly Lazy<CodePointSet> LazyControl = new(() => UnicodeTables.Set("bert.clean_text.removed"));
    private static readonly Lazy<CodePointSet> LazyCleanSpace = new(() => UnicodeTables.Set("bert.clean_text.to_space"));
    private static readonly Lazy<CodePointSet> LazyChinese = new(() => UnicodeTables.Set("bert.handle_chinese_chars"));
    private static readonly Lazy<CodePointSet> LazyAccent = new(() => UnicodeTables.Set("bert.strip_accents.removed"));
    private static readonly Lazy<CodePointSet> LazyMark = new(() => UnicodeTables.Set("strip_accents_normalizer.removed"));
    private static readonly Lazy<CodePointMap> LazyLower = new(() => UnicodeTables.Map("lowercase"));

    /// <summary>White_Space: 25 code points, all below U+10000.</summary>
    public static CodePointSet WhiteSpace { get; } = new([(0x09, 0x0E), (0x20, 0x21), (0x85, 0x86), (0xA0, 0xA1), (0x1680, 0x1681), (0x2000, 0x200B), (0x2028, 0x202A), (0x202F, 0x2030), (0x205F, 0x2060), (0x3000, 0x3001)]);

    /// <summary>\w.</summary>
    public static CodePointSet Word => LazyWord.Value;

    /// <summary>ASCII punctuation and symbols, and P* of an older Unicode.</summary>
    public static CodePointSet BertPunctuation => LazyPunctuation.Value;

    /// <summary>What BERT's clean_text drops.</summary>
    public static CodePointSet BertControl => LazyControl.Value;

    /// <summary>What BERT's clean_text turns into a space.</summary>
    public static CodePointSet BertCleanSpace => LazyCleanSpace.Value;

    /// <summary>What BERT's handle_chinese_chars puts spaces around.</summary>
    public static CodePointSet BertChinese => LazyChinese.Value;

    /// <summary>What BERT's strip_accents drops after decomposing.</summary>
    public static CodePointSet BertAccent => LazyAccent.Value;

    /// <summary>What the normalizer StripAccents drops: Mn, Mc and Me.</summary>
    public static CodePointSet Mark => LazyMark.Value;

    /// <summary>Full lower case, regardless of neighbours.</summary>
    public static CodePointMap LowerCase => LazyLower.Value;

    /// <summary>The code point at a given unit of well-formed text.</summary>
    public static int At(ReadOnlySpan<char> text, int unit, out int length)
    {
        char c = text[unit];
        if (char.IsHighSurrogate(c) && unit + 1 < text.Length)
        {
            length = 2;
            return char.ConvertToUtf32(c, text[unit + 1]);
        }

        length = 1;
        return c;
    }
}
