namespace MLNetBert.Cli.Output;

/// <summary>
/// .npy, NumPy's format version 1.0: float32 or float16, C order, [rows, dims]; the rows are counted into the header at the end. The ids are
/// beside it, one per line, in NAME.ids.txt.
/// </summary>
internal sealed class NpyFeatureWriter : IFeatureWriter
{
    /// <summary>A multiple of 64, as the format requires, with room for the greatest shape.</summary>
    private const int HeaderLength = 128;

    private readonly int _dimension;
    private readonly FeatureType _type;
    private readonly OutputFile _features;
    private readonly OutputFile _ids;
    private long _rows;

    /// <summary>Begins NAME.npy and NAME.ids.txt.</summary>
    public NpyFeatureWriter(string path, int dimension, FeatureType type = FeatureType.Float32)
    {
        (_dimension, _type) = (dimension, type);
        _features = OutputFile.Create(path);
        try
        {
            _ids = OutputFile.Create(IdsPath(path));
        }
        catch
        {
            _features.Dispose();
            throw;
        }

        _features.Content.Write(Header(0, dimension, type));
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [_ids, _features];

    /// <summary>Where the ids of the features at <paramref name="path"/> are.</summary>
    public static string IdsPath(string path) => Path.ChangeExtension(path, ".ids.txt");

    /// <summary>The first bytes of a file with that shape.</summary>
    public static byte[] Header(long rows, int dimension, FeatureType type = FeatureType.Float32)
    {
        byte[] header = new byte[HeaderLength];
        header.AsSpan().Fill((byte)' ');
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        (header[6], header[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), HeaderLength - 10);
        string shape = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f{(type == FeatureType.Float16 ? 2 : 4)}', 'fortran_order': False, 'shape': ({rows}, {dimension}), }}");
        Encoding.ASCII.GetBytes(shape, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }

    /// <inheritdoc/>
    public void Check(IRowIdentity row)
    {
        if (row.Id.AsSpan().ContainsAny('\n', '\r'))
            throw new BadInputException($"{row.Where}: the id holds a line break, but {_ids.Name} has one id per line; name another column with --id, or write .jsonl.") { Code = "row.value", File = row.Source, Row = row.Row };
    }

    /// <inheritdoc/>
    public void Write(IRowIdentity row, ReadOnlySpan<float> features)
    {
        Check(row);
        _features.Content.Write(_type == FeatureType.Float16 ? HalfFloats.Of(features) : MemoryMarshal.AsBytes(features));
        Encoding.UTF8.GetBytes(row.Id, _ids.Content);
        _ids.Content.Write("\n"u8);
        _rows++;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        _features.Patch(Header(_rows, _dimension, _type));
        _features.Finish();
        _ids.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        _ids.Dispose();
    }
}
