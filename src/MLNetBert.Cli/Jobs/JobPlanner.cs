namespace MLNetBert.Cli.Jobs;

/// <summary>One pass over the inputs, which finds how many rows they have and where each part starts, and hashes them. Rows are counted, not understood.</summary>
internal sealed class JobPlanner(int rowsPerPart, Columns columns, IdType ids, CancellationToken cancellation)
{
    private const int BufferSize = 1 << 20;
    private const int RowsBetweenLooks = 1 << 16;

    private readonly List<PartStart> _parts = [];
    private readonly List<JobInput> _inputs = [];
    private long _rows;

    /// <summary>Where the parts start.</summary>
    public IReadOnlyList<PartStart> Parts => _parts;

    /// <summary>The inputs that have been read.</summary>
    public IReadOnlyList<JobInput> Inputs => _inputs;

    /// <summary>Reads the next input.</summary>
    public void Add(string path, InputFormat format)
    {
        long rowsBefore = _rows, length = FileStatus.Of(path).Length, header = 0;
        DateTime modified = File.GetLastWriteTimeUtc(path);
        int input = _inputs.Count;
        bool compressed = false;
        string hash;
        if (format == InputFormat.Parquet)
        {
            AddGroups(path, input);
            hash = HashedStream.Of(path);
        }
        else
        {
            using var hashed = new HashedStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.SequentialScan));
            var packed = new PeekStream(hashed);
            Stream rows = Compression.Decompress(packed, packed.Peek(Compression.MagicLength));
            compressed = rows != packed;
            void Row(long offset, long line) => AddRow(input, compressed ? 0 : offset, rowsBefore, line);
            if (format is InputFormat.Csv or InputFormat.Tsv)
                header = DelimitedRows.Scan(rows, path, format == InputFormat.Tsv ? '\t' : ',', Row);
            else
                LineScan.Read(rows, skipBlank: format == InputFormat.Jsonl, Row);

            hash = hashed.Finish();
            length = hashed.Bytes == length && File.GetLastWriteTimeUtc(path) == modified ? length
                : throw new BadInputException($"{path} was changed while it was read; start again when nothing writes to it.") { Code = "file.changed", File = path };
        }

        if (_rows == rowsBefore)
            throw new BadInputException($"{path} has no rows; give an input with at least one.") { Code = "file.empty", File = path };

        _inputs.Add(new JobInput(path, length, modified, hash, format.ToString().ToLowerInvariant(), compressed, compressed ? 0 : header, _rows - rowsBefore));
    }

    private void AddRow(int input, long offset, long rowsBefore, long line)
    {
        if (_rows % rowsPerPart == 0)
            _parts.Add(new PartStart(input, offset, _rows - rowsBefore, line));

        if (++_rows % RowsBetweenLooks == 0)
            cancellation.ThrowIfCancellationRequested();
    }

    private void AddGroups(string path, int input)
    {
        using (var rows = new ParquetRows(path, columns))
        {
            if (rows.IdType != ids)
                throw new BadInputException($"{path} has ids of the type {rows.IdType.Name}, the inputs before it of {ids.Name}; give inputs whose ids have one type.") { Code = "row.value", File = path, Column = columns.IdName };
        }

        using var file = ParquetFile.Open(path);
        long before = 0;
        foreach ((int group, long count) in file.GroupRows.Index())
        {
            for (long row = (rowsPerPart - (_rows % rowsPerPart)) % rowsPerPart; row < count; row += rowsPerPart)
                _parts.Add(new PartStart(input, group, before + row, 0));

            (before, _rows) = (before + count, _rows + count);
        }
    }
}
