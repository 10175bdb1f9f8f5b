using System.Runtime.Intrinsics;

namespace MLNetBert.Encoder.Layers;

/// <summary>
/// Sums in an order that depends only on lengths: not on the place in memory, and not on other texts. So a text's bits are the same
/// alone and in a batch.
/// </summary>
internal static class LayerMath
{
    /// <summary>The inner product of two vectors of equal length.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        (Vector256<float> even, Vector256<float> odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
        int i = 0;
        for (; i <= a.Length - 16; i += 16)
        {
            even += Vector256.LoadUnsafe(ref x, (nuint)i) * Vector256.LoadUnsafe(ref y, (nuint)i);
            odd += Vector256.LoadUnsafe(ref x, (nuint)i + 8) * Vector256.LoadUnsafe(ref y, (nuint)i + 8);
        }

        float sum = Vector256.Sum(even + odd);
        for (; i < a.Length; i++)
            sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        return sum;
    }

    /// <summary>y = W x + b, W [outputs, inputs]; no bias if it is empty.</summary>
    public static void Linear(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Dot(weight.Slice(i * x.Length, x.Length), x) + (bias.IsEmpty ? 0 : bias[i]);
    }

    /// <summary>y += factor * x.</summary>
    public static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] += factor * x[i];
    }

    /// <summary>
    /// The softmax of every <paramref name="stride"/>-th value from <paramref name="start"/> on, over those whose mask is not 0; exactly 0
    /// for the others, and all zeros if none counts.
    /// </summary>
    public static void Softmax(ReadOnlySpan<float> scores, ReadOnlySpan<int> mask, int start, int stride, Span<float> weights)
    {
        float greatest = float.NegativeInfinity;
        for (int t = 0; t < mask.Length; t++)
        {
            if (mask[t] != 0)
                greatest = MathF.Max(greatest, scores[start + (t * stride)]);
        }

        double sum = 0;
        for (int t = 0; t < mask.Length; t++)
        {
            int at = start + (t * stride);
            float weight = mask[t] == 0 ? 0 : MathF.Exp(scores[at] - greatest);
            weights[at] = weight;
            sum += weight;
        }

        for (int t = 0; t < mask.Length && sum > 0; t++)
            weights[start + (t * stride)] = (float)(weights[start + (t * stride)] / sum);
    }
}
