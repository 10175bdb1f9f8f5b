using ParquetSharp;

namespace MLNetBert.Shared.Parquet;

/// <summary>The features of a Parquet file: a list of numbers a row, all of one length.</summary>
internal sealed class ParquetFeatures
{
    /// <summary>The column's name.</summary>
    public const string Name = "features";

    private const int ValuesAtOnce = 1 << 18;

    private readonly ParquetFile _file;
    private readonly int _column;
    private readonly short _full;

    private ParquetFeatures(ParquetFile file, int column)
    {
        (_file, _column) = (file, column);
        ColumnDescriptor descriptor = file.Describe(column);
        _full = descriptor.MaxDefinitionLevel;
        using LogicalType? logical = ParquetFile.LogicalOf(descriptor);
        IsHalf = logical is Float16LogicalType;
        if (descriptor.MaxRepetitionLevel != 1 || !(IsHalf || descriptor.PhysicalType is PhysicalType.Float or PhysicalType.Double))
            throw new BadInputException($"{file.Path}: the column \"{Name}\" is no list of float32, float64 or float16; write one.") { Code = "row.value", File = file.Path, Column = Name };

        Dimension = file.Groups == 0 ? 0 : DimensionOf(0) is var dimension and >= 0 ? dimension : throw Uneven(0);
    }

    /// <summary>How many numbers a row has; 0 without rows.</summary>
    public int Dimension { get; }

    /// <summary>Whether they are float16.</summary>
    public bool IsHalf { get; }

    /// <summary>Finds the features of a file.</summary>
    public static ParquetFeatures Of(ParquetFile file)
    {
        int column = file.Find(Name);
        return column < 0
            ? throw new BadInputException($"{file.Path} has no column \"{Name}\", but {string.Join(", ", file.Columns.Take(20))}; name the list of features so.") { Code = "row.column", File = file.Path, Column = Name }
            : ParquetFile.Explain(file.Path, () => new ParquetFeatures(file, column));
    }

    /// <summary>The rows of a group, some at a time; each piece is valid until the next.</summary>
    public IEnumerable<ReadOnlyMemory<float>> Read(int group, long rowsBefore)
    {
        using RowGroupReader reader = _file.Group(group);
        long rows = _file.GroupRows[group];
        if (ParquetFile.Explain(_file.Path, () => DimensionOf(group)) != Dimension)
            throw Uneven(rowsBefore);

        using ColumnReader column = _file.Column(reader, _column);
        int atOnce = (int)Math.Min(rows, Math.Max(1, ValuesAtOnce / Math.Max(1, Dimension)));
        float[] values = new float[atOnce * Dimension];
        short[] full = new short[values.Length], repeated = new short[values.Length];
        for (long done = 0; done < rows; done += atOnce)
        {
            int count = (int)Math.Min(atOnce, rows - done) * Dimension;
            ParquetFile.Explain(_file.Path, () => Fill(column, values, full, repeated, count));
            Check(full.AsSpan(0, count), repeated.AsSpan(0, count), rowsBefore + done);
            yield return values.AsMemory(0, count);
        }
    }

    private int DimensionOf(int group)
    {
        using RowGroupReader reader = _file.Group(group);
        using ColumnChunkMetaData chunk = reader.MetaData.GetColumnChunkMetaData(_column);
        long rows = _file.GroupRows[group];
        return rows == 0 ? 0 : chunk.NumValues % rows == 0 && chunk.NumValues / rows <= int.MaxValue ? (int)(chunk.NumValues / rows) : -1;
    }

    private static int Fill(ColumnReader column, float[] values, short[] full, short[] repeated, int count)
    {
        for (int done = 0; done < count;)
        {
            Span<short> levels = full.AsSpan(done, count - done), places = repeated.AsSpan(done, count - done);
            int read = (int)(column switch
            {
                ColumnReader<float> floats => floats.ReadBatch(count - done, levels, places, values.AsSpan(done), out _),
                ColumnReader<double> doubles => Doubles(doubles, levels, places, values.AsSpan(done, count - done)),
                _ => Halves((ColumnReader<FixedLenByteArray>)column, levels, places, values.AsSpan(done, count - done)),
            });
            done += read > 0 ? read : throw new EndOfStreamException();
        }

        return count;
    }

    private static long Doubles(ColumnReader<double> column, Span<short> full, Span<short> repeated, Span<float> values)
    {
        double[] wide = new double[values.Length];
        long read = column.ReadBatch(values.Length, full, repeated, wide, out long found);
        for (int i = 0; i < found; i++)
            values[i] = (float)wide[i];

        return read;
    }

    private static unsafe long Halves(ColumnReader<FixedLenByteArray> column, Span<short> full, Span<short> repeated, Span<float> values)
    {
        var places = new FixedLenByteArray[values.Length];
        long read = column.ReadBatch(values.Length, full, repeated, places, out long found);
        for (int i = 0; i < found; i++)
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(new ReadOnlySpan<byte>((void*)places[i].Pointer, 2));

        return read;
    }

    private void Check(ReadOnlySpan<short> full, ReadOnlySpan<short> repeated, long firstRow)
    {
        int missing = full.IndexOfAnyExcept(_full);
        if (missing >= 0)
            throw new BadInputException($"{_file.Path}: row {firstRow + (missing / Dimension) + 1} has no features, or a null among them; give it {Dimension} numbers, or leave it out.") { Code = "row.value", File = _file.Path, Row = firstRow + (missing / Dimension) + 1, Column = Name };

        for (int i = 0; i < repeated.Length; i++)
        {
            if ((repeated[i] == 0) != (i % Dimension == 0))
                throw Uneven(firstRow + (i / Dimension));
        }
    }

    private BadInputException Uneven(long row) =>
        new($"{_file.Path}: the features of row {row + 1}, or of one near it, are not as many as those of the first; all rows need as many.") { Code = "row.width", File = _file.Path, Row = row + 1, Column = Name };
}
