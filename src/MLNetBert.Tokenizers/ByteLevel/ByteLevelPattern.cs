namespace MLNetBert.Tokenizers.ByteLevel;

/// <summary>
/// GPT-2's pattern <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c> written out, over code points and
/// with the reference library's tables.
/// </summary>
internal static class ByteLevelPattern
{
    private const byte Other = 0, Letter = 1, Number = 2, Space = 3;

    private static readonly byte[] Classes = new byte[0x10000];
    private static readonly uint Letters = GeneralCategories.Mask("L"), Numbers = GeneralCategories.Mask("N");

    static ByteLevelPattern()
    {
        for (int c = 0; c < Classes.Length; c++)
            Classes[c] = ClassOf(c);
    }

    /// <summary>The end of the word that begins at <paramref name="start"/>; nothing of a text is left over.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        char first = text[start];
        if (first == '\'' && start + 1 < text.Length)
        {
            int contraction = Contraction(text[(start + 1)..]);
            if (contraction > 0)
                return start + 1 + contraction;
        }

        int at = start;
        byte kind = Class(text, at, out int width);
        if (first == ' ' && start + 1 < text.Length)
        {
            byte following = Class(text, start + 1, out int next);
            if (following != Space)
                (at, kind, width) = (start + 1, following, next);
        }

        int end = at + width;
        while (end < text.Length && Class(text, end, out width) == kind)
            end += width;

        // A run of white space leaves its last character to the next word, unless it is only one character.
        return kind == Space && end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest[0] switch
    {
        's' or 't' or 'm' or 'd' => 1,
        'r' or 'v' when rest.Length > 1 && rest[1] == 'e' => 2,
        'l' when rest.Length > 1 && rest[1] == 'l' => 2,
        _ => 0,
    };

    private static byte Class(ReadOnlySpan<char> text, int at, out int width)
    {
        char unit = text[at];
        if (char.IsHighSurrogate(unit) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            width = 2;
            return ClassOf(char.ConvertToUtf32(unit, text[at + 1]));
        }

        width = 1;
        return Classes[unit];
    }

    // For lone surrogates, which count as U+FFFD, the table says "other", which is right.
    private static byte ClassOf(int codePoint) =>
        GeneralCategories.IsIn(codePoint, Letters) ? Letter
        : GeneralCategories.IsIn(codePoint, Numbers) ? Number
        : CodePoints.WhiteSpace.Contains(codePoint) ? Space
        : Other;
}
