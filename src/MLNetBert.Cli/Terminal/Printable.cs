namespace MLNetBert.Cli.Terminal;

/// <summary>Text from files and options as a terminal may have it: it cannot move the cursor, colour or reorder what else is there, or fill the screen.</summary>
internal static class Printable
{
    private const int Longest = 4000;
    private const int Tail = 1000;

    /// <summary>The marks, embeddings, overrides and isolates of the bidirectional algorithm.</summary>
    public static readonly SearchValues<char> Directions = SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>One line: line breaks become spaces; other control characters, and those that change the direction of text, are written as \uXXXX; a long text is cut in the middle.</summary>
    public static string Line(string text)
    {
        string line = Cut(text, Longest, Tail).ReplaceLineEndings(" ");
        if (!line.Any(IsUnsafe))
            return line;

        var shown = new StringBuilder();
        foreach (char character in line)
            _ = IsUnsafe(character) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}") : shown.Append(character);

        return shown.ToString();
    }

    /// <summary>A text, of which the middle is left out if it is longer than <paramref name="longest"/>; the end, of <paramref name="tail"/> characters, is kept.</summary>
    public static string Cut(string text, int longest = 100, int tail = 20) => text.Length <= longest
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text[..(longest - tail)]}[... {text.Length - longest:N0} characters ...]{text[^tail..]}");

    /// <summary>The first names of many, in quotes.</summary>
    public static string Listed(IReadOnlyCollection<string> names)
    {
        const int Shown = 20;
        string listed = string.Join(", ", names.Take(Shown).Select(name => $"\"{Cut(name)}\""));
        return names.Count <= Shown ? listed : string.Create(CultureInfo.InvariantCulture, $"{listed} and {names.Count - Shown:N0} more");
    }

    // C0, DEL and C1.
    private static bool IsUnsafe(char character) => char.IsControl(character) || Directions.Contains(character);
}
