using ParquetSharp;
using ParquetSharp.Schema;

namespace MLNetBert.Cli.Output;

/// <summary>.parquet: id, in the type it came in, and features, a list of float32 or float16. Row groups are of a size that only the dimension decides.</summary>
internal sealed class ParquetFeatureWriter : IFeatureWriter
{
    /// <summary>What the names of the footer's own entries begin with.</summary>
    public const string Prefix = "mlnetbert.";

    // A group is read as one by most readers, and is in memory while it is filled. DuckDB slows down below 5,000 rows and takes groups of 122,880 best.
    private const int BytesInGroup = 32 << 20;
    private const int FewestInGroup = 6 << 10;
    private const int MostInGroup = 120 << 10;
    private const int RowsMultiple = 2 << 10;
    private const int ValuesAtOnce = 1 << 18;

    private readonly FeatureHeading _heading;
    private readonly ParquetOutput _output;
    private readonly List<string> _ids = [];
    private readonly float[] _features;
    private readonly int _rowsInGroup;

    /// <summary>Begins the file.</summary>
    public ParquetFeatureWriter(string path, FeatureHeading heading)
    {
        _heading = heading;
        _rowsInGroup = RowsInGroup(heading.Dimension);
        _features = ArrayPool<float>.Shared.Rent(_rowsInGroup * heading.Dimension);
        Node element = heading.Type == FeatureType.Float16
            ? new PrimitiveNode("element", Repetition.Required, LogicalType.Float16(), PhysicalType.FixedLenByteArray, 2)
            : new PrimitiveNode("element", Repetition.Required, LogicalType.None(), PhysicalType.Float);
        _output = new ParquetOutput(path, [ParquetIds.Node("id", heading.Ids), ParquetOutput.List(ParquetFeatures.Name, element)], $"{ParquetFeatures.Name}.list.element", Metadata(heading));
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _output.Files;

    /// <summary>How many rows a row group has: 20,480 of 384 values.</summary>
    public static int RowsInGroup(int dimension) =>
        Math.Clamp(BytesInGroup / sizeof(float) / Math.Max(1, dimension) / RowsMultiple * RowsMultiple, FewestInGroup, MostInGroup);

    /// <inheritdoc/>
    public void Check(IRowIdentity row) => ParquetOutput.Check(row, _heading.Ids);

    /// <inheritdoc/>
    public void Write(IRowIdentity row, ReadOnlySpan<float> features)
    {
        Check(row);
        features.CopyTo(_features.AsSpan(_ids.Count * _heading.Dimension));
        _ids.Add(row.Id);
        if (_ids.Count == _rowsInGroup)
            EndGroup();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_ids.Count > 0)
            EndGroup();

        _output.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_features);
        _output.Dispose();
    }

    private static Dictionary<string, string> Metadata(FeatureHeading heading)
    {
        var metadata = new Dictionary<string, string> { [$"{Prefix}dtype"] = heading.Type.ToString().ToLowerInvariant(), [$"{Prefix}id"] = heading.Ids.Name };
        if (heading.Model != null)
            metadata[$"{Prefix}model"] = heading.Model;

        if (heading.Fingerprint != null)
            metadata[$"{Prefix}fingerprint"] = heading.Fingerprint;

        return metadata;
    }

    private void EndGroup()
    {
        _output.WriteGroup(column => ParquetIds.Write(column, _heading.Ids, _ids), WriteFeatures);
        _ids.Clear();
    }

    private void WriteFeatures(ColumnWriter column)
    {
        int dimension = _heading.Dimension, atOnce = Math.Max(1, ValuesAtOnce / dimension) * dimension, all = _ids.Count * dimension;
        short[] full = new short[Math.Min(atOnce, all)], repeated = new short[full.Length];
        Array.Fill(full, (short)1);
        Array.Fill(repeated, (short)1);
        for (int row = 0; row < repeated.Length; row += dimension)
            repeated[row] = 0;

        for (int start = 0; start < all; start += atOnce)
        {
            ReadOnlySpan<float> values = _features.AsSpan(start, Math.Min(atOnce, all - start));
            if (column is ColumnWriter<float> floats)
                floats.WriteBatch(values.Length, full.AsSpan(0, values.Length), repeated.AsSpan(0, values.Length), values);
            else
                WriteHalves((ColumnWriter<FixedLenByteArray>)column, full.AsSpan(0, values.Length), repeated.AsSpan(0, values.Length), values);
        }
    }

    private static unsafe void WriteHalves(ColumnWriter<FixedLenByteArray> column, ReadOnlySpan<short> full, ReadOnlySpan<short> repeated, ReadOnlySpan<float> values)
    {
        byte[] halves = HalfFloats.Of(values);
        var places = new FixedLenByteArray[values.Length];
        fixed (byte* start = halves)
        {
            for (int i = 0; i < places.Length; i++)
                places[i] = new FixedLenByteArray((IntPtr)(start + (2 * i)));

            column.WriteBatch(values.Length, full, repeated, places);
        }
    }
}
