namespace MLNetBert.Encoder.Pooling;

/// <summary>
/// One pass over the tokens in order, vectorised over the dimensions only, so that the order of additions never depends on
/// anything but the text. In float64: 24-bit values times weights below 2^29 are exact, and the sums differ from the exact ones by far
/// less than a float's last bit.
/// </summary>
internal static class MaskedSums
{
    /// <summary>Adds every token that counts to <paramref name="sum"/>; returns their number.</summary>
    public static int Sum(ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, Span<double> row, Span<double> sum)
    {
        sum.Clear();
        int counted = 0;
        for (int t = 0, start = 0; start < tokens.Length; t++, start += row.Length)
        {
            if (Counts(mask, t))
            {
                TensorPrimitives.ConvertTruncating(tokens.Slice(start, row.Length), row);
                TensorPrimitives.Add(sum, row, sum);
                counted++;
            }
        }

        return counted;
    }

    /// <summary>Like <see cref="Sum"/>, but times 1, 2, 3, ... from the first token that counts (holes are counted, and tokens before these); returns the sum of the weights.</summary>
    public static double WeightedSum(ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int before, Span<double> row, Span<double> sum)
    {
        sum.Clear();
        double weights = 0;
        int first = -1;
        for (int t = 0, start = 0; start < tokens.Length; t++, start += row.Length)
        {
            if (Counts(mask, t))
            {
                first = first < 0 ? t : first;
                double weight = before + t - first + 1;
                TensorPrimitives.ConvertTruncating(tokens.Slice(start, row.Length), row);
                TensorPrimitives.Multiply(row, weight, row);
                TensorPrimitives.Add(sum, row, sum);
                weights += weight;
            }
        }

        return weights;
    }

    /// <summary>The greatest (or lowest) value of each dimension; a NaN stays a NaN.</summary>
    public static void Extreme(ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, bool greatest, Span<double> row, Span<double> extreme)
    {
        extreme.Clear();
        bool any = false;
        for (int t = 0, start = 0; start < tokens.Length; t++, start += row.Length)
        {
            if (!Counts(mask, t))
                continue;
            TensorPrimitives.ConvertTruncating(tokens.Slice(start, row.Length), any ? row : extreme);
            if (any && greatest)
                TensorPrimitives.Max(extreme, row, extreme);
            else if (any)
                TensorPrimitives.Min(extreme, row, extreme);
            any = true;
        }
    }

    /// <summary>The vector of the first (or last) token that counts; zeros if none does.</summary>
    public static void Single(ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, bool first, Span<double> vector)
    {
        vector.Clear();
        int count = tokens.Length / vector.Length;
        for (int i = 0; i < count; i++)
        {
            int t = first ? i : count - 1 - i;
            if (Counts(mask, t))
            {
                TensorPrimitives.ConvertTruncating(tokens.Slice(t * vector.Length, vector.Length), vector);
                return;
            }
        }
    }

    private static bool Counts(ReadOnlySpan<int> mask, int token) => mask.IsEmpty || mask[token] != 0;
}
