using CsvHelper;

namespace MLNetBert.Cli.Input;

/// <summary>.csv and .tsv with a header, by CsvHelper; strict: what can be read in more than one way is refused, with its row.</summary>
internal sealed class DelimitedRows
{
    /// <summary>A longer record is a quote that was opened and never closed.</summary>
    private const int LongestRecord = 64 << 20;

    private readonly string _source;
    private readonly bool _tabs;
    private readonly CsvReader _csv;
    private readonly InputSection? _section;
    private readonly PipedRecordStream? _piped;
    private CsvMalformedRecord? _malformed;
    private long? _linesBefore;

    private DelimitedRows(Stream stream, string source, char separator, InputSection? section = null, bool leaveOpen = false)
    {
        _source = source;
        _section = section;
        _piped = stream as PipedRecordStream;
        _tabs = separator == '\t';
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = separator,
            Encoding = Encoding.UTF8,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRecord,
            OnMalformedRecord = record => _malformed ??= record,
        }, leaveOpen);
    }

    /// <summary>Reads the rows of one input.</summary>
    public static IEnumerable<TextRow> Read(Stream stream, string source, char separator, Columns columns, RowCounter counter, BadRows bad, InputSection? section)
    {
        var rows = new DelimitedRows(stream, source, separator, section);
        using (rows._csv)
        {
            string[] headers = rows.ReadHeader();
            int text = rows.Find(headers, columns.TextName, columns.TextOption);
            int pair = columns.TextPair is { } name ? rows.Find(headers, name, "--text-pair") : -1;
            int[]? others = columns.Others == null ? null : [.. columns.Others.Select(other => rows.Find(headers, other.Name, other.Option))];
            int id = columns.Id != null || headers.Contains(Columns.DefaultId) ? rows.Find(headers, columns.IdName, "--id") : -1;
            while (rows.Next(headers.Length, counter, bad) is { } number)
            {
                CsvReader csv = rows._csv;
                yield return new TextRow(id < 0 ? number : csv.GetString(id), id < 0, csv.GetString(text), pair < 0 ? null : csv.GetString(pair), source, rows.Row, rows.Line, others == null ? null : Array.ConvertAll(others, csv.GetString));
            }
        }
    }

    /// <summary>Finds where the rows start, without looking into them.</summary>
    /// <param name="stream">The input.</param>
    /// <param name="source">Its name.</param>
    /// <param name="separator">What is between fields.</param>
    /// <param name="row">Is told the offset and the line of each row.</param>
    /// <returns>The bytes before the first row.</returns>
    public static long Scan(Stream stream, string source, char separator, Action<long, long> row)
    {
        var rows = new DelimitedRows(stream, source, separator, leaveOpen: true);
        using CsvReader csv = rows._csv;
        long header = 0;
        try
        {
            while (csv.Read())
            {
                if (csv.RowNumber == 1)
                    header = csv.ByteOffset;

                row(csv.ByteOffset, csv.LineNumber);
            }
        }
        catch (CsvFormatException e)
        {
            throw rows.TooLong(e);
        }

        return header;
    }

    /// <summary>Reads rows of numbers: every column but those of <paramref name="except"/>.</summary>
    public static IEnumerable<float[]> ReadNumbers(Stream stream, string source, char separator, IReadOnlyCollection<string> except)
    {
        var rows = new DelimitedRows(stream, source, separator);
        using (rows._csv)
        {
            string[] headers = rows.ReadHeader();
            int[] columns = [.. Enumerable.Range(0, headers.Length).Where(column => !except.Contains(headers[column]))];
            while (rows.Next(headers.Length))
                yield return Array.ConvertAll(columns, column => rows.Number(column, headers[column]));
        }
    }

    // The number of the record that the reader is at.
    private long Row => _csv.RowNumber + (_section?.Row ?? 0);

    private long Line => LineOf(_csv.LineNumber, _csv.ByteOffset);

    // The next record that can be used; null at the end.
    private string? Next(int columns, RowCounter counter, BadRows bad)
    {
        while (true)
        {
            string number;
            try
            {
                if (!Next(columns))
                    return null;

                number = counter.Next();
                if (!bad.AreSkipped || EncodingError(columns) is not { } error)
                    return number;

                bad.TrySkip(error, _source, Row, Line);
            }
            catch (BadInputException e) when (e is { Row: not null, InnerException: null } && bad.AreSkipped)
            {
                // The reader goes on behind the record.
                counter.Next();
                bad.TrySkip(e, _source, Row, Line);
            }
        }
    }

    private BadInputException? EncodingError(int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            if (RowEncoding.Error(_csv.GetRawSpan(column), _source, Row, Line) is { } error)
                return error;
        }

        return null;
    }

    private long LineOf(long line, long offset) => line - (_piped?.LinesAddedBefore(offset) ?? 0) + (_linesBefore ??= _section == null ? 0 : _section.Line - line);

    private float Number(int column, string header)
    {
        ReadOnlySpan<byte> field = _csv.GetSpan(column);
        bool number = float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || FloatText.IsSpecial(field, out value);
        return number && !FloatText.IsTooLarge(field, value)
            ? value
            : throw Bad("row.value", $"the column \"{Printable.Cut(header)}\" holds \"{Printable.Cut(_csv.GetString(column))}\", {(number ? FloatText.TooLarge : "which is not a number; leave out columns that are not features")}.", header);
    }

    private string[] ReadHeader()
    {
        try
        {
            _csv.ReadHeader();
        }
        catch (CsvFormatException e)
        {
            throw TooLong(e);
        }

        RefuseMalformed();
        string[] headers = [.. _csv.Headers];
        return headers.Length > 0 ? headers : throw new BadInputException($"{_source} is empty; give a header and at least one row.") { Code = "file.empty", File = _source };
    }

    private bool Next(int columns)
    {
        try
        {
            if (!_csv.Read())
                return false;
        }
        catch (CsvFormatException e)
        {
            throw TooLong(e);
        }

        RefuseMalformed();
        if (_csv.FieldCount != columns)
            throw Bad("row.width", $"it has {Count(_csv.FieldCount)}, but the header has {columns}; put a field that holds {(_tabs ? "a tab" : "a comma")} or a line break in quotes.");

        return true;
    }

    private int Find(string[] headers, string name, string option)
    {
        int index = Array.IndexOf(headers, name);
        if (index < 0)
            throw new BadInputException($"{_source} has no column \"{name}\"; it has {Printable.Listed(headers)}. Name one with {option}.") { Code = "row.column", File = _source, Column = name };

        if (Array.LastIndexOf(headers, name) != index)
            throw new BadInputException($"{_source}, line 1: the header has the column \"{name}\" twice; rename one.") { Code = "row.column", File = _source, Column = name };

        return index;
    }

    private void RefuseMalformed()
    {
        if (_malformed is not { } bad)
            return;

        _malformed = null;

        // Tab-separated files often contain bare quotes, and everyone reads them as text. Only across several lines is it unclear.
        if (_tabs && bad.Reason == CsvMalformedReason.StrayQuote && !bad.RawRecord.Contains('\n'))
            return;

        string what = bad.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote is opened and never closed; close it, or double a quote that belongs to the text",
            CsvMalformedReason.TextAfterClosingQuote => "there is text after a closing quote; double the quotes that belong to the text",
            _ => "there is a quote inside a field that is not in quotes; put the whole field in quotes and double those inside",
        };
        long row = bad.RecordNumber - 1 + (_section?.Row ?? 0);
        throw new BadInputException($"{TextRow.Place(_source, row, LineOf(bad.LineNumber, bad.ByteOffset))}: {what}.") { Code = "row.syntax", File = _source, Row = row };
    }

    private BadInputException TooLong(CsvFormatException e) =>
        new($"{TextRow.Place(_source, e.RecordNumber - 1 + (_section?.Row ?? 0), LineOf(e.LineNumber, e.ByteOffset))}: the row is longer than {LongestRecord >> 20} MB, so a quote was opened and never closed; close it, or double a quote that belongs to the text.", e) { Code = "row.syntax", File = _source, Row = e.RecordNumber - 1 + (_section?.Row ?? 0) };

    private BadInputException Bad(string code, string what, string? column = null) =>
        new($"{TextRow.Place(_source, Row, Line)}: {what}") { Code = code, File = _source, Row = Row, Column = column };

    private static string Count(int fields) => fields == 1 ? "1 field" : $"{fields} fields";
}
