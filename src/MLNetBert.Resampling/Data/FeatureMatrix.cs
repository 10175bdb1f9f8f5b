using System.Buffers;

namespace MLNetBert.Resampling;

/// <summary>
/// Feature rows in float32, one after the other: what a featurizer writes and a sampler reads. The values of an array are not copied;
/// its owner must not change it while a sampler reads it. Reading is thread-safe.
/// </summary>
public sealed class FeatureMatrix : IRows
{
    /// <summary>The greatest number of values in a block: 1 GB, which can still be read and written as one span of bytes.</summary>
    private const int MostInBlock = 1 << 28;

    // Rows are in blocks of 2^shift rows, so that rows × columns may be more than an array holds. An array from outside is one block.
    private readonly float[][] _blocks;
    private readonly int _shift = 31;

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

        (_blocks, Rows, Columns) = ([values], rows, columns);
    }

    /// <summary>Copies rows of equal length, such as a featurizer's <c>float[][]</c>.</summary>
    /// <param name="rows">The rows, each with as many values as there are columns.</param>
    /// <exception cref="ArgumentException">There is no row, or the rows differ in length.</exception>
    public FeatureMatrix(IReadOnlyList<float[]> rows)
        : this(CountOf(rows), rows[0].Length)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (rows[row].Length != Columns)
                throw new ArgumentException($"Row {row} has {rows[row].Length} columns; the first row has {Columns}.", nameof(rows));

            rows[row].CopyTo(Writable(row));
        }
    }

    /// <summary>A matrix whose rows are still to be written.</summary>
    internal FeatureMatrix(int rows, int columns, int mostInBlock = MostInBlock)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Room.Require(Math.Max(rows, columns), (double)Math.Min(rows, columns) * sizeof(float), string.Create(CultureInfo.InvariantCulture, $"A matrix of {rows:N0} rows of {columns:N0} features"), "take fewer rows");
        (Rows, Columns) = (rows, columns);
        while (_shift > 0 && Math.Min(rows, 1L << _shift) * columns > mostInBlock)
            _shift--;

        _blocks = new float[(int)((rows + (1L << _shift) - 1) >> _shift)][];
        for (int block = 0; block < _blocks.Length; block++)
            _blocks[block] = GC.AllocateUninitializedArray<float>(RowsIn(block) * columns);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns of each row.</summary>
    public int Columns { get; }

    /// <summary>Copies rows of equal length into one matrix.</summary>
    /// <exception cref="ArgumentException">There is no row, or the rows differ in length.</exception>
    public static FeatureMatrix FromRows(IReadOnlyList<float[]> rows) => new(rows);

    /// <summary>Makes a matrix of any size, even one with more values than an array holds.</summary>
    /// <param name="rows">Number of rows, from 0.</param>
    /// <param name="columns">Number of columns, from 1.</param>
    /// <param name="fill">Is called for some rows at a time, from the first to the last: writes all their values, row after row, and is told the number of the first of them.</param>
    /// <exception cref="ArgumentException">A size is negative or zero.</exception>
    /// <exception cref="BadInputException">There is not enough memory.</exception>
    public static FeatureMatrix Create(int rows, int columns, SpanAction<float, int> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var matrix = new FeatureMatrix(rows, columns);
        for (int block = 0; block < matrix._blocks.Length; block++)
            fill(matrix._blocks[block], block << matrix._shift);

        return matrix;
    }

    /// <summary>The values of one row, not copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int row) => Writable(row);

    /// <summary>The values of one row, to be written by whoever makes the matrix.</summary>
    internal Span<float> Writable(int row)
    {
        if ((uint)row >= (uint)Rows)
            ThrowNoSuchRow(row);

        // In an array from outside the shift is 31: the block is 0, and the mask leaves the row as it is.
        return _blocks[row >> _shift].AsSpan((row & ((1 << _shift) - 1)) * Columns, Columns);
    }

    /// <summary>Rejects NaN and infinity, which have no distances: most samplers and every comparison require that.</summary>
    /// <exception cref="BadInputException">A value is not finite; the message names the first such row and column.</exception>
    public void RequireFinite()
    {
        int block = 0;
        while (block < _blocks.Length && AllFinite(_blocks[block].AsSpan(0, RowsIn(block) * Columns)))
            block++;

        if (block == _blocks.Length)
            return;

        int row = block << _shift;
        while (AllFinite(Row(row)))
            row++;

        int column = FirstNotFinite(Row(row));
        throw new BadInputException(
            $"Row {row}, column {column} (counted from 0) is {(float.IsNaN(Row(row)[column]) ? "NaN" : "infinite")}; distances need finite numbers: fill in or drop such rows first.")
        {
            Code = "features.not-finite",
            Row = row + 1L,
            Column = column.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Whether no value is NaN or infinite: 0 times a finite number is 0; 0 times anything else is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool AllFinite(ReadOnlySpan<float> values)
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

    /// <summary>The place of the first value that is NaN or infinite; there must be one.</summary>
    internal static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        int place = 0;
        while (float.IsFinite(values[place]))
            place++;

        return place;
    }

    private static int CountOf(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Count > 0 ? rows.Count : throw new ArgumentException("There is no row, so the number of columns is unknown.", nameof(rows));
    }

    private int RowsIn(int block) => (int)Math.Min(Rows - ((long)block << _shift), 1L << _shift);

    private void ThrowNoSuchRow(int row) =>
        throw new ArgumentOutOfRangeException(nameof(row), $"{row}", $"There are {Rows} rows, counted from 0.");
}
