using System.Runtime.Intrinsics;

namespace MLNetBert.Encoder.Quantization.Algebra;

/// <summary>Sums in an order that the length alone decides. TensorPrimitives' depends on where in memory the values are, and a quantized file would have other bytes each time.</summary>
internal static class FixedOrder
{
    /// <summary>The sum of products.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Vector256<double> sums = default;
        int i = 0;
        for (; i <= left.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            sums = Vector256.FusedMultiplyAdd(Vector256.Create(left[i..]), Vector256.Create(right[i..]), sums);
        double sum = sums[0] + sums[1] + sums[2] + sums[3];
        for (; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    /// <summary>The sum.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }
}
