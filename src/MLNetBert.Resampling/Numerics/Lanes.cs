namespace MLNetBert.Resampling.Numerics;

/// <summary>
/// Float64 vector arithmetic in a fixed order: always eight running sums, however wide the machine's vectors are, and no fused
/// multiply-add, so that every machine gets the same bits.
/// </summary>
internal static class Lanes
{
    public static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = from[i];
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> first = Vector256<double>.Zero, second = Vector256<double>.Zero;
        int i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            first += Load(a, i) * Load(b, i);
            second += Load(a, i + 4) * Load(b, i + 4);
        }

        first += second;
        double sum = (first[0] + first[1]) + (first[2] + first[3]);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>target += factor × source.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var factors = Vector256.Create(factor);
        int i = 0;
        for (; i + 4 <= target.Length; i += 4)
            (Load(target, i) + (Load(source, i) * factors)).StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)i);
        for (; i < target.Length; i++)
            target[i] += factor * source[i];
    }

    private static Vector256<double> Load(ReadOnlySpan<double> values, int start) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)start);
}
