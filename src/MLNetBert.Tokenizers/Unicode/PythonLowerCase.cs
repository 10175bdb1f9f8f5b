namespace MLNetBert.Tokenizers.Unicode;

/// <summary>What Python's str.lower knows beside full lower case: a sigma that ends a word becomes final.</summary>
internal static class PythonLowerCase
{
    /// <summary>Word_Break MidLetter, MidNumLet and Single_Quote: together with marks, format and modifier characters, what Unicode calls case-ignorable.</summary>
    private const string IgnorableSigns = "'.:·\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    /// <summary>Cased letters in other categories: ordinals, Roman numerals, letters in circles and squares.</summary>
    private static readonly CodePointSet OtherCased = new(
        [(0xAA, 0xAB), (0xBA, 0xBB), (0x2160, 0x2180), (0x24B6, 0x24EA), (0x1F130, 0x1F14A), (0x1F150, 0x1F16A), (0x1F170, 0x1F18A)]);

    /// <summary>Whether the sigma at a given unit has a cased letter before it and none after it, ignoring case-ignorable characters.</summary>
    public static bool IsFinalSigma(ReadOnlySpan<char> text, int at)
    {
        int before = at - 1;
        while (before >= 0 && IsIgnorable(Before(text, before, out int length)))
            before -= length;

        if (before < 0 || !IsCased(Before(text, before, out _)))
            return false;

        int after = at + 1;
        while (after < text.Length && IsIgnorable(Rune(text, after)))
            after += Length(text, after);

        return after == text.Length || !IsCased(Rune(text, after));
    }

    private static bool IsIgnorable(Rune rune) => IgnorableSigns.Contains((char)Math.Min(rune.Value, char.MaxValue)) || System.Text.Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static bool IsCased(Rune rune) => OtherCased.Contains(rune.Value) || System.Text.Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    // Half a surrogate pair is not a letter.
    private static Rune Rune(ReadOnlySpan<char> text, int at)
    {
        _ = System.Text.Rune.DecodeFromUtf16(text[at..], out Rune rune, out _);
        return rune;
    }

    private static Rune Before(ReadOnlySpan<char> text, int last, out int length)
    {
        _ = System.Text.Rune.DecodeLastFromUtf16(text[..(last + 1)], out Rune rune, out length);
        return rune;
    }

    private static int Length(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
}
