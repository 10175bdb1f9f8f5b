namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// Where a long text may be cut: before a lone space between two letters or digits on either side, of scripts whose letters no normalizer joins with a
/// space. The parts of a tokenizer say for themselves whether they go by it.
/// </summary>
internal static class CutPlaces
{
    private const int Beside = 2;

    private static readonly (char First, char Last)[] Ranges =
        [('0', '9'), ('A', 'Z'), ('a', 'z'), ('\u0391', '\u03A1'), ('\u03A3', '\u03A9'), ('\u03B1', '\u03C9'), ('\u0410', '\u044F'), ('\u05D0', '\u05EA'), ('\u0621', '\u063A'), ('\u0641', '\u064A'), ('\u0905', '\u0939'), ('\uAC00', '\uD7A3')];

    /// <summary>The letters and digits.</summary>
    public static readonly string Letters = string.Concat(Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)).Select(c => (char)c));

    /// <summary>The letters, the digits and the space.</summary>
    public static readonly SearchValues<char> Characters = SearchValues.Create($" {Letters}");

    /// <summary>The first place at or after <paramref name="from"/>; the text's end if there is none.</summary>
    public static int Next(ReadOnlySpan<char> text, int from)
    {
        for (int at = Math.Max(from, Beside); at < text.Length - Beside; at++)
        {
            int space = text[at..^Beside].IndexOf(' ');
            if (space < 0)
                break;
            at += space;
            if (AreLetters(text.Slice(at - Beside, Beside)) && AreLetters(text.Slice(at + 1, Beside)))
                return at;
        }

        return text.Length;
    }

    private static bool AreLetters(ReadOnlySpan<char> text) => !text.Contains(' ') && !text.ContainsAnyExcept(Characters);
}
