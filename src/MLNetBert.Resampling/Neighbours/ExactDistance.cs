namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// The distance that decides: float64 arithmetic over float64 differences. Eight partial sums (column number modulo 8), no fused
/// multiply-add, added up in one fixed order, so that every machine gets the same bits.
/// </summary>
internal static class ExactDistance
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Squared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
        int column = 0;
        for (; column <= a.Length - 8; column += 8)
        {
            (Vector256<double> leftLow, Vector256<double> leftHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)column));
            (Vector256<double> rightLow, Vector256<double> rightHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)column));
            Vector256<double> d0 = leftLow - rightLow, d1 = leftHigh - rightHigh;
            low += d0 * d0;
            high += d1 * d1;
        }

        if (column < a.Length)
        {
            Span<double> rest = stackalloc double[8];
            rest.Clear();
            for (int lane = 0; column < a.Length; column++, lane++)
            {
                double d = (double)Unsafe.Add(ref left, column) - Unsafe.Add(ref right, column);
                rest[lane] = d * d;
            }

            low += Vector256.Create<double>(rest[..4]);
            high += Vector256.Create<double>(rest[4..]);
        }

        Vector256<double> sum = low + high;
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }
}
