using ParquetSharp;

namespace MLNetBert.Cli.Input;

/// <summary>.parquet: a column of texts, and one of ids of any simple type. Some rows are in memory at a time.</summary>
internal sealed class ParquetRows : IDisposable
{
    private const int RowsAtOnce = 256;

    private readonly ParquetFile _file;
    private readonly Columns _columns;
    private readonly int _text;
    private readonly IdType _textType = IdType.String;
    private readonly int _pair;
    private readonly int _id;
    private readonly (int Column, IdType Type)[]? _others;
    private long _rowsRead;

    /// <summary>Opens a file, and finds its columns.</summary>
    public ParquetRows(string path, Columns columns)
    {
        _columns = columns;
        _file = ParquetFile.Open(path);
        try
        {
            if (_file.Rows == 0)
                throw new BadInputException($"{path} has no rows; give an input with at least one.") { Code = "file.empty", File = path };

            _text = TextColumn(columns.TextName, columns.TextOption);
            _textType = ParquetIds.TypeOf(_file.Describe(_text))!;
            _pair = columns.TextPair is { } pair ? TextColumn(pair, "--text-pair") : -1;
            _id = columns.Id != null || _file.Columns.Contains(Columns.DefaultId) ? Find(columns.IdName, "--id") : -1;
            _others = columns.Others == null ? null : [.. columns.Others.Select(Other)];
            IdType = _id < 0 ? IdType.Int64 : ParquetIds.TypeOf(_file.Describe(_id)) ?? throw Bad($"the column \"{columns.IdName}\" is of a type that ids cannot have; name one of texts, whole numbers, decimals, dates, moments or UUIDs with --id.", columns.IdName);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The type of the ids; of rows' numbers if there is no column of ids.</summary>
    public IdType IdType { get; }

    /// <summary>The share of the rows that have been read. Thread-safe.</summary>
    public double Share => (double)Interlocked.Read(ref _rowsRead) / _file.Rows;

    /// <summary>The rows, of the whole file or of a section, whose end is for the caller to see.</summary>
    public IEnumerable<TextRow> Read(RowCounter counter, BadRows bad, InputSection? section)
    {
        long before = 0;
        for (int group = 0; group < _file.Groups; group++)
        {
            long rows = _file.GroupRows[group], skip = Math.Max(0, (section?.Row ?? 0) - before);
            if (skip < rows)
            {
                using RowGroupReader reader = _file.Group(group);
                foreach (TextRow row in ReadGroup(reader, rows, (int)Math.Min(skip, rows), before, counter, bad))
                    yield return row;
            }

            before += rows;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private IEnumerable<TextRow> ReadGroup(RowGroupReader group, long rows, long skip, long before, RowCounter counter, BadRows bad)
    {
        using ColumnReader text = _file.Column(group, _text);
        using ColumnReader? pair = _pair < 0 ? null : _file.Column(group, _pair), id = _id < 0 ? null : _file.Column(group, _id);
        ColumnReader[]? others = _others == null ? null : Array.ConvertAll(_others, other => _file.Column(group, other.Column));
        foreach (ColumnReader? column in (ColumnReader?[])[text, pair, id, .. others ?? []])
            ParquetFile.Explain(_file.Path, () => skip > 0 ? column?.Skip(skip) : 0);

        for (long done = skip; done < rows; done += RowsAtOnce)
        {
            int count = (int)Math.Min(RowsAtOnce, rows - done);
            string?[] texts = Values(text, _textType, count);
            string?[]? pairs = pair == null ? null : Values(pair, IdType.String, count), ids = id == null ? null : Values(id, IdType, count);
            string?[][]? rest = others == null ? null : [.. others.Select((column, other) => Values(column, _others![other].Type, count))];
            for (int i = 0; i < count; i++)
            {
                long row = before + done + i + 1;
                string number = counter.Next();
                Interlocked.Exchange(ref _rowsRead, row);
                if (Missing(texts[i], pairs == null || pairs[i] != null, ids == null || ids[i] != null, row) is not { } missing)
                    yield return new TextRow(ids?[i] ?? number, ids == null || IdType.IsNumber, texts[i]!, pairs?[i], _file.Path, row, 0, rest == null ? null : Array.ConvertAll(rest, values => values[i] ?? ""));
                else if (!bad.TrySkip(missing, _file.Path, row, 0))
                    throw missing;
            }
        }
    }

    private string?[] Values(ColumnReader column, IdType type, int count) => ParquetFile.Explain(_file.Path, () => ParquetIds.Read(column, type, count));

    private BadInputException? Missing(string? text, bool pair, bool id, long row)
    {
        if (text != null && pair && id)
            return null;

        string name = text == null ? _columns.TextName : !pair ? _columns.TextPair! : _columns.IdName;
        return Bad($"row {row}: the column \"{name}\" holds a null, or what is no {(text == null || !pair ? "text in UTF-8" : "id that can be written")}; fill it, or leave the row out.", name, row);
    }

    private (int Column, IdType Type) Other(NamedColumn other)
    {
        int column = Find(other.Name, other.Option);
        return (column, ParquetIds.TypeOf(_file.Describe(column)) ?? throw Bad($"the column \"{other.Name}\" is of a type that has no text; name another with {other.Option}.", other.Name));
    }

    private int TextColumn(string name, string option)
    {
        int column = Find(name, option);
        return ParquetIds.TypeOf(_file.Describe(column)) is { } type && (_columns.Scalars || type.Kind == IdKind.String) ? column : throw Bad($"the column \"{name}\" is not of texts; name another with {option}.", name);
    }

    private int Find(string name, string option)
    {
        int column = _file.Columns.ToList().IndexOf(name);
        return column >= 0 ? column : throw new BadInputException($"{_file.Path} has no column \"{name}\"; it has {Printable.Listed(_file.Columns)}. Name one with {option}.") { Code = "row.column", File = _file.Path, Column = name };
    }

    private BadInputException Bad(string what, string column, long? row = null) =>
        new(row == null ? $"{_file.Path}: {what}" : $"{_file.Path}, {what}") { Code = "row.value", File = _file.Path, Row = row, Column = column };
}
