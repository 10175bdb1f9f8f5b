using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNetBert.Resampling.Fitting;

/// <summary>Float64 sums over float32 rows, in an order that does not depend on the machine.</summary>
internal static class DoubleVectors
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<float> b)
    {
        ref double left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = default, high = default;
        int i = 0;
        for (; i <= a.Length - 8; i += 8)
        {
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)i));
            low += Vector256.LoadUnsafe(ref left, (nuint)i) * b0;
            high += Vector256.LoadUnsafe(ref left, (nuint)(i + 4)) * b1;
        }

        Vector256<double> sum = low + high;
        double total = (sum[0] + sum[2]) + (sum[1] + sum[3]);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> sum = default;
        ref double left = ref MemoryMarshal.GetReference(a);
        ref double right = ref MemoryMarshal.GetReference(b);
        int i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            sum += Vector256.LoadUnsafe(ref left, (nuint)i) * Vector256.LoadUnsafe(ref right, (nuint)i);
        }

        double total = (sum[0] + sum[2]) + (sum[1] + sum[3]);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    public static void AddScaled(Span<double> target, ReadOnlySpan<float> values, double factor)
    {
        ref double left = ref MemoryMarshal.GetReference(target);
        ref float right = ref MemoryMarshal.GetReference(values);
        var scale = Vector256.Create(factor);
        int i = 0;
        for (; i <= target.Length - 8; i += 8)
        {
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)i));
            (Vector256.LoadUnsafe(ref left, (nuint)i) + (scale * b0)).StoreUnsafe(ref left, (nuint)i);
            (Vector256.LoadUnsafe(ref left, (nuint)(i + 4)) + (scale * b1)).StoreUnsafe(ref left, (nuint)(i + 4));
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * values[i];
        }
    }

    public static void AddScaled(Span<double> target, ReadOnlySpan<double> values, double factor)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += factor * values[i];
        }
    }
}
