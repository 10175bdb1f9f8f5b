using ParquetSharp;

namespace MLNetBert.Shared.Parquet;

/// <summary>A Parquet file, opened; what cannot be read of it is said in one sentence.</summary>
internal sealed class ParquetFile : IDisposable
{
    private readonly ParquetFileReader _reader;

    private ParquetFile(string path, ParquetFileReader reader)
    {
        (Path, _reader) = (path, reader);
        using FileMetaData meta = reader.FileMetaData;
        Rows = meta.NumRows;
        Groups = meta.NumRowGroups;
        Metadata = meta.KeyValueMetadata;
        Columns = [.. Enumerable.Range(0, meta.NumColumns).Select(column => meta.Schema.Column(column).Path.ToDotString())];
        GroupRows = [.. Enumerable.Range(0, Groups).Select(group =>
        {
            using RowGroupReader rows = reader.RowGroup(group);
            return rows.MetaData.NumRows;
        })];
        if (GroupRows.Any(rows => rows < 0) || GroupRows.Sum(rows => (decimal)rows) != Rows)
            throw new InvalidDataException($"its footer says {Rows} rows, and its row groups {string.Join(" + ", GroupRows.Take(5).Select(rows => $"{rows}"))}{(Groups > 5 ? " + ..." : "")}");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many rows it has.</summary>
    public long Rows { get; }

    /// <summary>How many row groups.</summary>
    public int Groups { get; }

    /// <summary>The rows of each row group, which are <see cref="Rows"/> together.</summary>
    public IReadOnlyList<long> GroupRows { get; }

    /// <summary>What its footer says besides.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The paths of its columns, such as id, or features.list.element.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Opens a file.</summary>
    public static ParquetFile Open(string path)
    {
        RegularFile.Check(path);
        return Explain(path, () =>
        {
            ParquetFileReader reader = new(path);
            try
            {
                return new ParquetFile(path, reader);
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        });
    }

    /// <summary>The number of a column by its name, or by the name of the list that it is; -1 if there is none.</summary>
    public int Find(string name)
    {
        int flat = Columns.ToList().IndexOf(name);
        return flat >= 0 ? flat : Columns.ToList().FindIndex(path => path.StartsWith($"{name}.", StringComparison.Ordinal));
    }

    /// <summary>What a column is.</summary>
    public ColumnDescriptor Describe(int column)
    {
        using FileMetaData meta = _reader.FileMetaData;
        return meta.Schema.Column(column);
    }

    /// <summary>What the values of a column mean; null if this version of the library does not know.</summary>
    public static LogicalType? LogicalOf(ColumnDescriptor column)
    {
        try
        {
            return column.LogicalType;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>A row group.</summary>
    public RowGroupReader Group(int group) => Explain(Path, () => _reader.RowGroup(group));

    /// <summary>A column of a row group, from its first row.</summary>
    public ColumnReader Column(RowGroupReader group, int column) => Explain(Path, () => group.Column(column));


    /// <summary>Runs what reads the file of that path.</summary>
    public static T Explain<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ParquetException or InvalidDataException or DecoderFallbackException or IOException)
        {
            throw new BadInputException($"{path} is no Parquet file that can be read ({Reason(e)}); write or download it again.", e) { Code = "file.damaged", File = path };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // Arrow's own words stand within its exception's.
    private static string Reason(Exception e)
    {
        string text = e is EndOfStreamException ? "it ends too early" : e.Message;
        int start = text.IndexOf("(message: '", StringComparison.Ordinal);
        return (start < 0 ? text : text[(start + 11)..]).Split('\n')[0].TrimEnd(')', '\'', '.');
    }
}
