namespace MLNetBert.Cli.Output;

/// <summary>
/// .idv, ML.NET's binary data view, version 1.1.1.6: columns of texts, then one of vectors, Features. Rows go out in blocks, so that
/// only one is in memory; where the blocks are comes after them, and the header is filled in at the end.
/// </summary>
internal sealed class IdvFile : IOutput
{
    private const int MostInBlock = 1 << 28; // values, 1 GB
    private const int HeaderLength = 256;
    private const ulong Signature = 0x00425644004C4D43; // "CML\0DVB\0"
    private const ulong TailSignature = 0x434D4C0044564200; // the same backwards
    private const ulong Version = 0x0001_0001_0001_0006; // the first without ML.NET's own value types

    private readonly int _rowsPerBlock;
    private readonly OutputFile _file;
    private readonly IdvTextColumn[] _texts;
    private readonly IdvVectorColumn _features;
    private readonly IdvColumn[] _columns;
    private readonly MemoryStream _block = new();
    private readonly BinaryWriter _writer;
    private long _position = HeaderLength;
    private long _rows;

    /// <summary>Begins the file; <paramref name="texts"/> names its columns of texts.</summary>
    public IdvFile(string path, int dimension, params string[] texts)
    {
        _rowsPerBlock = Math.Clamp(MostInBlock / Math.Max(1, dimension), 1, 512);
        _file = OutputFile.Create(path);
        _texts = Array.ConvertAll(texts, name => new IdvTextColumn(name));
        _features = new IdvVectorColumn("Features", dimension);
        _columns = [.. _texts, _features];
        _writer = new BinaryWriter(_block, Encoding.UTF8);
        _file.Content.Write(new byte[HeaderLength]);
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [_file];

    /// <summary>Writes one row: its vector, and a text for each column of texts.</summary>
    public void Write(ReadOnlySpan<float> features, params ReadOnlySpan<string> texts)
    {
        for (int i = 0; i < texts.Length; i++)
            _texts[i].Add(texts[i]);

        _features.Add(features);
        if (++_rows % _rowsPerBlock == 0)
            EndBlocks(_rowsPerBlock);
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_rows % _rowsPerBlock is > 0 and var rows)
            EndBlocks((int)rows);

        long[] lookups = new long[_columns.Length];
        for (int i = 0; i < lookups.Length; i++)
        {
            lookups[i] = _position;
            _columns[i].WriteLookup(_writer);
            Put();
        }

        long contents = _position;
        for (int i = 0; i < lookups.Length; i++)
            _columns[i].WriteEntry(_writer, _rowsPerBlock, lookups[i]);

        Put();
        long tail = _position;
        _writer.Write(TailSignature);
        Put();
        _file.Patch(Header(contents, tail));
        _file.Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void EndBlocks(int rows)
    {
        foreach (IdvColumn column in _columns)
        {
            long offset = _position;
            column.EndBlock(_writer, rows);
            column.Add(offset, Put());
        }
    }

    // Passes on what the writer holds, and counts it.
    private int Put()
    {
        _writer.Flush();
        int length = (int)_block.Length;
        _file.Content.Write(_block.GetBuffer().AsSpan(0, length));
        _block.SetLength(0);
        _position += length;
        return length;
    }

    private byte[] Header(long contents, long tail)
    {
        _writer.Write(Signature);
        _writer.Write(Version);
        _writer.Write(Version); // of the oldest reader that understands the file
        _writer.Write(contents);
        _writer.Write(tail);
        _writer.Write(_rows);
        _writer.Write(_columns.Length);
        _block.SetLength(HeaderLength);
        return _block.ToArray();
    }
}
