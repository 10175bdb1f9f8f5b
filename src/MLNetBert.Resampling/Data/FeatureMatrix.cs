namespace MLNetBert.Resampling;

/// <summary>
/// Feature rows in float32, one after the other: what a featurizer writes and a sampler reads. The values are not copied;
/// the owner of the array must not change it while a sampler reads it. Reading is thread-safe.
/// </summary>
public sealed class FeatureMatrix : IRows
{
    private readonly float[] _values;

    /// <summary>Wraps an array of rows × columns values, row after row.</summary>
    /// <param name="values">The values: at least rows × columns of them.</param>
    /// <param name="rows">Number of rows, from 0.</param>
    /// <param name="columns">Number of columns, from 1.</param>
    /// <exception cref="ArgumentException">The array is smaller than rows × columns, or a size is negative or zero.</exception>
    public FeatureMatrix(float[] values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.LongLength < (long)rows * columns)
        {
            throw new ArgumentException(
                $"The array has {values.LongLength} values; {rows} rows of {columns} columns need {(long)rows * columns}.", nameof(values));
        }

        _values = values;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Copies rows of equal length, such as a featurizer's <c>float[][]</c>.</summary>
    /// <param name="rows">The rows, each with as many values as there are columns.</param>
    /// <exception cref="ArgumentException">There is no row, or the rows differ in length.</exception>
    public FeatureMatrix(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("There is no row, so the number of columns is unknown.", nameof(rows));

        (Rows, Columns) = (rows.Count, rows[0].Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(Columns, 1, nameof(rows));
        _values = new float[checked(Rows * Columns)];
        for (int row = 0; row < Rows; row++)
        {
            if (rows[row].Length != Columns)
                throw new ArgumentException($"Row {row} has {rows[row].Length} columns; the first row has {Columns}.", nameof(rows));

            rows[row].CopyTo(_values, row * Columns);
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns of each row.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    internal ReadOnlySpan<float> Values => _values.AsSpan(0, Rows * Columns);

    /// <summary>Copies rows of equal length into one matrix.</summary>
    /// <exception cref="ArgumentException">There is no row, or the rows differ in length.</exception>
    public static FeatureMatrix FromRows(IReadOnlyList<float[]> rows) => new(rows);

    /// <summary>The values of one row, not copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int row)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} rows, counted from 0.");

        return _values.AsSpan(row * Columns, Columns);
    }

    /// <summary>Rejects NaN and infinity, which have no distances: most samplers and every comparison require that.</summary>
    /// <exception cref="BadInputException">A value is not finite; the message names the first such row and column.</exception>
    public void RequireFinite()
    {
        if (IsFinite(Values))
            return;

        int place = 0;
        while (float.IsFinite(_values[place]))
            place++;

        throw new BadInputException(
            $"Row {place / Columns}, column {place % Columns} (counted from 0) is {(float.IsNaN(_values[place]) ? "NaN" : "infinite")}; distances need finite numbers: fill in or drop such rows first.")
        {
            Code = "features.not-finite",
            Row = place / Columns,
        };
    }

    /// <summary>0 times a finite number is 0; 0 times anything else is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> zeros = Vector<float>.Zero;
        foreach (Vector<float> vector in vectors)
            zeros += vector * 0;

        float zero = Vector.Sum(zeros);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            zero += value * 0;

        return zero == 0;
    }
}
