using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace MLNetBert.Cli.Output;

/// <summary>
/// A Parquet file being written. Its bytes depend on nothing but its schema, its rows and the sizes of its row groups: Zstandard's level is pinned, lists are
/// stored plain, as they have hardly two equal values, and no name of a writer's version is in it but the library's.
/// </summary>
internal sealed class ParquetOutput : IOutput
{
    private const int Level = 1;

    private readonly OutputFile _file;
    private readonly ParquetStream _stream;
    private readonly ManagedOutputStream _native;
    private readonly ParquetFileWriter _writer;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="plain">The path of the column that is neither looked up in a dictionary nor summed up; null for none.</param>
    /// <param name="metadata">What the footer says besides.</param>
    public ParquetOutput(string path, Node[] columns, string? plain, IReadOnlyDictionary<string, string> metadata)
    {
        _file = OutputFile.Create(path);
        try
        {
            _stream = new ParquetStream(_file.Content);
            using var builder = new WriterPropertiesBuilder();
            builder.Compression(ParquetSharp.Compression.Zstd).CompressionLevel(Level).CreatedBy("mlnetbert");
            if (plain != null)
                builder.DisableDictionary(plain).DisableStatistics(plain);

            using WriterProperties properties = builder.Build();
            using var schema = new GroupNode("schema", Repetition.Required, columns);
            _native = new ManagedOutputStream(_stream);
            _writer = new ParquetFileWriter(_native, schema, properties, metadata);
        }
        catch
        {
            _native?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [_file];

    /// <summary>A required list of a column's values.</summary>
    public static Node List(string name, Node element) =>
        new GroupNode(name, Repetition.Required, [new GroupNode("list", Repetition.Repeated, [element])], LogicalType.List());

    /// <summary>Rejects an id that is not of the type of all.</summary>
    public static void Check(IRowIdentity row, IdType type)
    {
        if (type.Accepts(row.Id, row.IdIsNumber))
            return;

        string wanted = type == IdType.Int64 ? "all whole numbers or all strings" : type == IdType.Number ? "all numbers or all strings" : "all strings";
        throw new BadInputException($"{row.Where}: the id {(row.IdIsNumber ? row.Id : $"\"{Printable.Cut(row.Id)}\"")} is not of the type {type.Name} that the first one has, and Parquet, which job folders hold too, has one type for all; make the ids {wanted}, or write .jsonl.") { Code = "row.value", File = row.Source, Row = row.Row };
    }

    /// <summary>Writes a row group, column by column.</summary>
    public void WriteGroup(params ReadOnlySpan<Action<ColumnWriter>> columns)
    {
        try
        {
            using RowGroupWriter group = _writer.AppendRowGroup();
            foreach (Action<ColumnWriter> write in columns)
            {
                using ColumnWriter column = group.NextColumn();
                write(column);
            }
        }
        catch (ParquetException) when (_stream.Failure is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        try
        {
            _writer.Close();
        }
        catch (ParquetException) when (_stream.Failure is { } failure)
        {
            throw failure;
        }

        _file.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (ParquetException)
        {
            // What is thrown away need not be whole.
        }

        _native.Dispose();
        _file.Dispose();
    }
}
