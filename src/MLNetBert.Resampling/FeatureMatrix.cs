using MLNetBert.Resampling.Neighbours;

namespace MLNetBert.Resampling;

/// <summary>
/// Feature rows, float32, one after the other: what a featurizer writes and a sampler reads. The values are not copied;
/// who made the array must not change it while a sampler reads it. Reading is thread-safe.
/// </summary>
public sealed class FeatureMatrix : IRows
{
    private readonly float[] _values;

    /// <summary>Wraps an array of rows × columns values, row after row.</summary>
    /// <param name="values">The values; at least rows × columns of them are there.</param>
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

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns of each row.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    internal ReadOnlySpan<float> Values => _values.AsSpan(0, Rows * Columns);

    /// <summary>Copies rows of equal length into one matrix.</summary>
    /// <exception cref="ArgumentException">There is no row, or the rows differ in length.</exception>
    public static FeatureMatrix FromRows(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            throw new ArgumentException("There is no row, so the number of columns is unknown.", nameof(rows));
        }

        int columns = rows[0].Length;
        float[] values = new float[checked(rows.Count * columns)];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row].Length != columns)
            {
                throw new ArgumentException($"Row {row} has {rows[row].Length} columns; the first row has {columns}.", nameof(rows));
            }

            rows[row].CopyTo(values, row * columns);
        }

        return new FeatureMatrix(values, rows.Count, columns);
    }

    /// <summary>The values of one row, not copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int row)
    {
        if ((uint)row >= (uint)Rows)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} rows, counted from 0.");
        }

        return _values.AsSpan(row * Columns, Columns);
    }
}
