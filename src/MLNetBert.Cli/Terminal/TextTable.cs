namespace MLNetBert.Cli.Terminal;

/// <summary>Columns aligned by spaces.</summary>
internal static class TextTable
{
    /// <summary>Appends the lines. A line of one cell stands across the columns, whatever its length.</summary>
    public static void Write(StringBuilder text, IReadOnlyList<string[]> lines, Func<int, bool> isLeft)
    {
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Where(line => line.Length > 1).Max(line => Length(line[column])))];
        foreach (string[] line in lines)
            text.Append(string.Join("  ", line.Select((cell, column) => line.Length > 1 ? Pad(cell, widths[column], isLeft(column)) : cell)).TrimEnd()).Append('\n');
    }

    private static string Pad(string cell, int width, bool isLeft)
    {
        string blanks = new(' ', width - Length(cell));
        return isLeft ? cell + blanks : blanks + cell;
    }

    private static int Length(string cell) => cell.EnumerateRunes().Count();
}
