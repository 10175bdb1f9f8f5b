namespace MLNetBert.Cli.Input;

/// <summary>.txt: one text per line; an empty line is an empty text.</summary>
internal static class TextLineRows
{
    /// <summary>Reads the rows of one input; ids are given by the caller's count.</summary>
    public static IEnumerable<TextRow> Read(Stream stream, string source, Columns columns, RowCounter counter, BadRows bad, InputSection? section)
    {
        if ((columns.Others?[0].Name ?? columns.Text ?? columns.TextPair ?? columns.Id) is { } column)
            throw new BadInputException($"{source} is read as plain text, one text per line, and has no column \"{column}\"; {(columns.Others == null ? "leave out --text, --text-pair and --id, or give another --format" : "give a .csv, .tsv or .jsonl")}.") { Code = "row.column", File = source, Column = column };

        var lines = new LineReader(stream, source, before: section?.Row ?? 0);
        while (Next(lines, source, counter, bad) is { } row)
            yield return row;
    }

    private static TextRow? Next(LineReader lines, string source, RowCounter counter, BadRows bad)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            string number = counter.Next();
            if (!bad.AreSkipped || RowEncoding.Error(line, source, lines.Line, lines.Line) is not { } error)
                return new TextRow(number, true, Encoding.UTF8.GetString(line), null, source, lines.Line, lines.Line);

            bad.TrySkip(error, source, lines.Line, lines.Line);
        }

        return null;
    }
}
