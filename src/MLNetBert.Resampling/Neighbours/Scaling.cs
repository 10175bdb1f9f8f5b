namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// What the float32 products see: values times a power of two (no overflow), minus a centre (no cancellation far from the
/// origin). Both only sharpen the choice of candidates; the distances that decide are those of the values themselves.
/// </summary>
internal sealed class Scaling
{
    private const int SampledRows = 4096;
    private readonly float _scale;
    private readonly float[] _centre;

    /// <param name="references">The rows; the centre is their mean.</param>
    /// <param name="referenceRows">Which rows of them.</param>
    /// <param name="greatest">The greatest absolute value elsewhere.</param>
    public Scaling(IRows references, int[] referenceRows, float greatest)
    {
        greatest = Math.Max(greatest, Greatest(references, referenceRows));

        // 2^127 is the greatest power of two; it lifts even the smallest subnormal far above underflow.
        _scale = greatest == 0 ? 1 : MathF.ScaleB(1, Math.Min(127, -MathF.ILogB(greatest) - 1));
        _centre = Centre(references, referenceRows);
        int columns = references.Columns;

        // The rounding of the sum of products, the centring and the final addition, relative to |x|² + |y|², with 1 % to spare.
        double roundings = (columns + 16) * Math.ScaleB(1, -24);
        Relative = 1.01 * roundings / (1 - roundings);
        Absolute = columns * Math.ScaleB(1, -140);
    }

    /// <summary>The error of a squared distance, relative to the sum of both squared norms.</summary>
    public double Relative { get; }

    /// <summary>The error from underflow, absolute.</summary>
    public double Absolute { get; }

    /// <summary>Squared distances times this are squared distances of scaled values.</summary>
    public double SquaredScale => (double)_scale * _scale;

    /// <summary>Eight values of a row, scaled and centred; the row is padded with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Scaled(ref float values, int column) =>
        (Vector256.LoadUnsafe(ref values) * _scale) - Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_centre), (nuint)column);

    /// <summary>The squared length of each row, scaled and centred.</summary>
    public double[] SquaredNorms(IRows rows, int[] numbers, Workers workers)
    {
        double[] norms = new double[numbers.Length];
        workers.ForSpans(numbers.Length, (from, to) =>
        {
            for (int i = from; i < to; i++)
                norms[i] = SquaredNorm(rows.Row(numbers[i]));
        });
        return norms;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SquaredNorm(ReadOnlySpan<float> row)
    {
        ref float values = ref MemoryMarshal.GetReference(row);
        ref float middle = ref MemoryMarshal.GetArrayDataReference(_centre);
        Vector256<double> low = default, high = default;
        int column = 0;
        for (; column <= row.Length - 8; column += 8)
        {
            Vector256<float> value = (Vector256.LoadUnsafe(ref values, (nuint)column) * _scale) - Vector256.LoadUnsafe(ref middle, (nuint)column);
            (Vector256<double> first, Vector256<double> second) = Vector256.Widen(value);
            low += first * first;
            high += second * second;
        }

        double sum = Vector256.Sum(low + high);
        for (; column < row.Length; column++)
        {
            double value = (row[column] * _scale) - _centre[column];
            sum += value * value;
        }

        return sum;
    }

    /// <summary>Writes rows in panels of <paramref name="width"/>: for each column, the values of the panel's rows. Missing rows become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Pack(IRows rows, ReadOnlySpan<int> numbers, int width, float* panels)
    {
        // As many columns at a time as keep what is being written in the first cache.
        const int Chunk = 32;
        int columns = rows.Columns;
        for (int first = 0; first < numbers.Length; first += width, panels += (long)width * columns)
        {
            int present = Math.Min(width, numbers.Length - first);
            if (present < width)
                new Span<float>(panels, width * columns).Clear();

            for (int start = 0; start < columns; start += Chunk)
            {
                int end = Math.Min(start + Chunk, columns);
                for (int lane = 0; lane < present; lane++)
                {
                    ReadOnlySpan<float> row = rows.Row(numbers[first + lane]);
                    float* target = panels + (start * width) + lane;
                    for (int column = start; column < end; column++, target += width)
                        *target = (row[column] * _scale) - _centre[column];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Greatest(IRows rows, int[] numbers)
    {
        Vector<float> lanes = Vector<float>.Zero;
        float greatest = 0;
        foreach (int number in numbers)
        {
            ReadOnlySpan<float> row = rows.Row(number);
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            foreach (Vector<float> vector in vectors)
                lanes = Vector.Max(lanes, Vector.Abs(vector));

            foreach (float value in row[(vectors.Length * Vector<float>.Count)..])
                greatest = Math.Max(greatest, Math.Abs(value));
        }

        for (int lane = 0; lane < Vector<float>.Count; lane++)
            greatest = Math.Max(greatest, lanes[lane]);

        return greatest;
    }

    /// <summary>The mean, as float32 computes it: something near it will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float[] Centre(IRows rows, int[] numbers)
    {
        // Room for a vector that begins at the last column.
        float[] middle = new float[rows.Columns + 16];
        int step = Math.Max(1, numbers.Length / SampledRows), taken = (numbers.Length + step - 1) / step;
        float share = _scale / Math.Max(1, taken);
        ref float sums = ref MemoryMarshal.GetArrayDataReference(middle);
        for (int i = 0; i < numbers.Length; i += step)
        {
            ReadOnlySpan<float> row = rows.Row(numbers[i]);
            ref float values = ref MemoryMarshal.GetReference(row);
            int column = 0;
            for (; column <= row.Length - 8; column += 8)
                ((Vector256.LoadUnsafe(ref values, (nuint)column) * share) + Vector256.LoadUnsafe(ref sums, (nuint)column)).StoreUnsafe(ref sums, (nuint)column);

            for (; column < row.Length; column++)
                middle[column] += row[column] * share;
        }

        return middle;
    }
}
