namespace MLNetBert.Cli.Input;

/// <summary>All inputs of a command, one after another.</summary>
internal sealed class InputReader
{
    private readonly IReadOnlyList<string> _paths;
    private readonly InputFormat? _format;
    private readonly Columns _columns;
    private readonly BadRows _bad;
    private readonly FileStamp?[] _stamps;
    private RowCounter _counter = new();
    private long _bytesRead;

    /// <summary>Checks that every input can be opened, and that what can be read only once is named only once.</summary>
    public InputReader(IReadOnlyList<string> paths, InputFormat? format, Columns columns, BadRows? bad = null)
    {
        (_paths, _format, _columns, _bad) = (paths, format, columns, bad ?? BadRows.Refused);
        _stamps = new FileStamp?[paths.Count];
        if (paths.Count(path => path == FileNames.Standard) > 1)
            throw new BadInputException("Standard input (-) is named twice; it can be read only once.") { Code = "option.conflict", Key = "INPUT" };

        long total = 0;
        bool known = true;
        foreach (string path in paths)
        {
            InputFile.Check(path, format, columns);
            long length = path == FileNames.Standard ? 0 : FileStatus.Of(path).Length;
            known &= length > 0;
            total += length;
        }

        TotalBytes = known ? total : null;
    }

    /// <summary>The inputs' total bytes on disk, or null if one is a pipe.</summary>
    public long? TotalBytes { get; }

    /// <summary>Whether <see cref="Rows"/> may be asked for again.</summary>
    public bool CanReadTwice => TotalBytes != null;

    /// <summary>The inputs.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>The type of the ids; null until the first row has been read, which decides.</summary>
    public IdType? IdType { get; private set; }

    /// <summary>How many of them have been read. Thread-safe.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>How many rows have been read. Thread-safe.</summary>
    public long RowsRead => _counter.Count;

    /// <summary>Rejects an output that would replace an input.</summary>
    public void RefuseAsOutput(string option, string path, string? beside = null) => Overwriting.Refuse(option, path, beside, _paths);

    /// <summary>Like <see cref="Rows"/>, but the first row is read now: an input that cannot be used is refused before anything else is opened.</summary>
    public IEnumerable<TextRow> Start()
    {
        IEnumerator<TextRow> rows = Rows().GetEnumerator();
        return From(rows, rows.MoveNext());
    }

    /// <summary>The type of the ids, which the first row decides; no more than that is read.</summary>
    public IdType FirstIdType()
    {
        _ = Rows().FirstOrDefault();
        return IdType ?? throw new BadInputException("No row of the inputs can be used; see that --text names their texts.") { Code = "file.empty" };
    }

    /// <summary>Reads everything in order, with constant memory; row numbers start again at 0. The second time, files must be as they were the first.</summary>
    public IEnumerable<TextRow> Rows()
    {
        long bytesBefore = 0;
        _counter = new RowCounter();
        for (int i = 0; i < _paths.Count; i++)
        {
            using InputFile file = Open(i, _bad, null);
            long before = _counter.Count;
            foreach (TextRow row in file.Rows(_columns, _counter))
            {
                Interlocked.Exchange(ref _bytesRead, bytesBefore + file.BytesRead);
                IdType ??= IdType.OfText(row.Id, row.IdIsNumber);
                yield return row;
            }

            if (_counter.Count == before)
                throw new BadInputException($"{file.Name} has no rows; give an input with at least one.") { Code = "file.empty", File = file.Name };

            bytesBefore += file.BytesRead;
        }
    }

    /// <summary>
    /// Reads some rows, wherever they are, and nothing before them that need not be read.
    /// </summary>
    /// <param name="pieces">Where they are.</param>
    /// <param name="first">The number of the first, counted over all inputs.</param>
    /// <param name="count">How many they are, bad ones included.</param>
    /// <param name="bad">What becomes of those that cannot be used.</param>
    public IEnumerable<TextRow> RowsOf(IReadOnlyList<InputPiece> pieces, long first, long count, BadRows bad)
    {
        foreach (InputPiece piece in pieces)
        {
            RowCounter counter = _counter = new RowCounter(piece.FirstRow + (piece.IsCompressed ? 0 : piece.Section.Row));
            var within = new BadRows(bad.AreSkipped ? row => Skip(bad, row, counter.Count - 1 >= first && counter.Count <= first + count) : null);
            using InputFile file = Open(piece.File, within, piece.Section);
            foreach (TextRow row in file.Rows(_columns, counter))
            {
                if (counter.Count > first + count)
                    yield break;

                if (counter.Count > first)
                    yield return row;
            }
        }
    }

    private static void Skip(BadRows bad, BadRow row, bool within)
    {
        if (within)
            bad.TrySkip(row.Error, row.Source, row.Row, row.Line);
    }

    private InputFile Open(int input, BadRows bad, InputSection? section)
    {
        var file = InputFile.Open(_paths[input], _format, _columns, bad, section);
        var stamp = FileStamp.Of(_paths[input]);
        _stamps[input] ??= stamp;
        if (_stamps[input] != stamp)
        {
            file.Dispose();
            throw new BadInputException($"{file.Name} was changed since it was read for the first time; start again when nothing writes to it.") { Code = "file.changed", File = file.Name };
        }

        if (IdType != null && (file.IdType ?? (IdType.Named(IdType.Name) == null ? IdType.String : IdType)) != IdType)
        {
            file.Dispose();
            throw new BadInputException($"{file.Name} has ids of the type {(file.IdType ?? IdType.String).Name}, the inputs before it of {IdType.Name}; give inputs whose ids have one type.") { Code = "row.value", File = file.Name, Column = _columns.IdName };
        }

        IdType ??= file.IdType;
        return file;
    }

    private static IEnumerable<TextRow> From(IEnumerator<TextRow> rows, bool any)
    {
        using (rows)
        {
            for (; any; any = rows.MoveNext())
                yield return rows.Current;
        }
    }
}
