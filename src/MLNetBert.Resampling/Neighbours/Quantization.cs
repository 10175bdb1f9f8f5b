namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// Rows rounded to whole numbers: value ≈ step of the row × whole number. How much that changes a row is measured, so that lower
/// bounds of distances remain lower bounds.
/// </summary>
internal sealed class Quantization
{
    private readonly Scaling _scaling;
    private readonly double _longest;

    public Quantization(Scaling scaling, int columns)
    {
        _scaling = scaling;

        // Sums of products, and their parts, must fit into 32 bits: none exceeds the product of both lengths. Rounding adds half a step per column.
        _longest = 46_300 - Math.Sqrt(columns);
    }

    /// <summary>The greatest change of any row measured so far, relative to its length.</summary>
    public double RelativeChange { get; private set; }

    /// <summary>The step of each row.</summary>
    public float[] Steps(IRows rows, int[] numbers, Workers workers)
    {
        float[] steps = new float[numbers.Length];
        double[] changes = new double[numbers.Length];
        workers.ForSpans(numbers.Length, (from, to) =>
        {
            for (int i = from; i < to; i++)
                (steps[i], changes[i]) = Step(rows.Row(numbers[i]));
        });
        foreach (double change in changes)
            RelativeChange = Math.Max(RelativeChange, change);

        return steps;
    }

    /// <summary>Writes rows in panels of <paramref name="width"/>: for each pair of columns, the pairs of the panel's rows. Missing rows become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Pack(IRows rows, ReadOnlySpan<int> numbers, ReadOnlySpan<float> steps, int width, int* panels)
    {
        int columns = rows.Columns, pairs = (columns + 1) / 2;
        Span<float> part = stackalloc float[16];
        for (int first = 0; first < numbers.Length; first += width, panels += (long)width * pairs)
        {
            int present = Math.Min(width, numbers.Length - first);
            if (present < width)
                new Span<int>(panels, width * pairs).Clear();

            // Sixteen columns of all rows of the panel at a time, so that what is being written stays in the first cache.
            for (int start = 0; start < columns; start += 16)
            {
                int count = Math.Min(16, columns - start);
                for (int lane = 0; lane < present; lane++)
                {
                    part.Clear();
                    rows.Row(numbers[first + lane]).Slice(start, count).CopyTo(part);
                    float inverse = 1 / steps[first + lane];
                    Vector256<int> low = Whole(ref part[0], start, inverse), high = Whole(ref part[8], start + 8, inverse);
                    Vector256<int> packed = Vector256.Narrow(low, high).AsInt32();
                    int* target = panels + ((start / 2) * width) + lane;
                    for (int pair = 0; pair < (count + 1) / 2; pair++, target += width)
                        *target = packed[pair];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Whole(ref float values, int column, float inverse) =>
        Vector256.ConvertToInt32(Vector256.Round(_scaling.Scaled(ref values, column) * inverse));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (float Step, double Change) Step(ReadOnlySpan<float> row)
    {
        Span<float> part = stackalloc float[8];
        Vector256<float> lanes = Vector256<float>.Zero;
        Vector256<double> changes = default, squares = default;
        for (int column = 0; column < row.Length; column += 8)
        {
            Vector256<float> value = Part(row, column, part);
            lanes = Vector256.Max(lanes, Vector256.Abs(value));
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(value);
            squares += (low * low) + (high * high);
        }

        float most = 0;
        for (int lane = 0; lane < 8; lane++)
            most = Math.Max(most, lanes[lane]);

        // Subnormal steps have no inverse; such a row becomes 0, which counts as a change of the whole row.
        double length = Math.Sqrt(Vector256.Sum(squares));
        float step = (float)Math.Max(most / 32_766.0, length / _longest);
        if (!(step > 1e-30f))
            return (1, most == 0 ? 0 : 1);

        float inverse = 1 / step;
        for (int column = 0; column < row.Length; column += 8)
        {
            Vector256<float> value = Part(row, column, part);
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(value - (Vector256.Round(value * inverse) * step));
            changes += (low * low) + (high * high);
        }

        // The change itself is measured in float32, to some 1e-7 of the value.
        return (step, (1.01 * Math.Sqrt(Vector256.Sum(changes)) / length) + 1e-6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Part(ReadOnlySpan<float> row, int column, Span<float> part)
    {
        if (column + 8 <= row.Length)
            return _scaling.Scaled(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), column), column);

        part.Clear();
        row[column..].CopyTo(part);
        return _scaling.Scaled(ref part[0], column);
    }
}
