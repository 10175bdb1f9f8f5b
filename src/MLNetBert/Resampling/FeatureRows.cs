namespace MLNetBert.Resampling;

/// <summary>Collects feature vectors into one matrix.</summary>
internal sealed class FeatureRows(int columns, long? rows)
{
    // A view may know its number of rows beforehand; then nothing is copied.
    private float[] _values = new float[checked((int)Math.Min(Array.MaxLength, (rows ?? 1024) * columns))];
    private int _count;

    public void Add(in VBuffer<float> vector)
    {
        long end = (_count + 1L) * columns;
        if (end > Array.MaxLength)
            throw new BadInputException($"More than {_count} rows of {columns} features do not fit into one matrix; resample a part of the rows, or fewer features.") { Code = "data.too-large" };
        if (end > _values.Length)
            Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(end, 2L * _values.Length)));
        vector.CopyTo(_values.AsSpan(_count++ * columns, columns));
    }

    public FeatureMatrix ToMatrix() => new(_values, _count, columns);
}
