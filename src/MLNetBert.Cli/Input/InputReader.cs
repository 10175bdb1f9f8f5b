namespace MLNetBert.Cli.Input;

/// <summary>All inputs of a command, one after another.</summary>
internal sealed class InputReader
{
    private readonly IReadOnlyList<string> _paths;
    private readonly InputFormat? _format;
    private readonly Columns _columns;
    private readonly FileStamp?[] _stamps;
    private RowCounter _counter = new();
    private long _bytesRead;

    /// <summary>Checks that every input can be opened, and that what can be read only once is named only once.</summary>
    public InputReader(IReadOnlyList<string> paths, InputFormat? format, Columns columns)
    {
        (_paths, _format, _columns) = (paths, format, columns);
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

    /// <summary>Reads everything in order, with constant memory; row numbers start again at 0. The second time, files must be as they were the first.</summary>
    public IEnumerable<TextRow> Rows()
    {
        long bytesBefore = 0;
        _counter = new RowCounter();
        for (int i = 0; i < _paths.Count; i++)
        {
            using var file = InputFile.Open(_paths[i], _format, _columns);
            var stamp = FileStamp.Of(_paths[i]);
            _stamps[i] ??= stamp;
            if (_stamps[i] != stamp)
                throw new BadInputException($"{file.Name} was changed since it was read for the first time; start again when nothing writes to it.") { Code = "file.changed", File = file.Name };

            long before = _counter.Count;
            foreach (TextRow row in file.Rows(_columns, _counter))
            {
                Interlocked.Exchange(ref _bytesRead, bytesBefore + file.BytesRead);
                yield return row;
            }

            if (_counter.Count == before)
                throw new BadInputException($"{file.Name} has no rows; give an input with at least one.") { Code = "file.empty", File = file.Name };

            bytesBefore += file.BytesRead;
        }
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
