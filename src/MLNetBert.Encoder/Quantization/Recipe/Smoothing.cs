using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// What is taken from each channel of a linear layer's input, and by what it is divided, so that the channels have like ranges: x' = (x - Shift) / Scale. The weights are multiplied
/// by Scale, so that the result stays the same.
/// </summary>
internal sealed record Smoothing(float[] Shift, float[] Scale)
{
    private const double Narrowest = 1e-3;
    private const double Widest = 1e3;

    /// <summary>Leaves the channels as they are.</summary>
    public static Smoothing None(int channels)
    {
        float[] ones = new float[channels];
        ones.AsSpan().Fill(1);
        return new(new float[channels], ones);
    }

    /// <summary>Whether it leaves the channels as they are.</summary>
    public bool IsNone => !Shift.AsSpan().ContainsAnyExcept(0f) && !Scale.AsSpan().ContainsAnyExcept(1f);

    /// <summary>Balances the input's ranges with the weights' (SmoothQuant: Xiao and others, 2022).</summary>
    /// <param name="range">For each channel, its greatest absolute value after the shift.</param>
    /// <param name="shift">For each channel, what is taken from it.</param>
    /// <param name="weights">The weights, [channels, outputs] each.</param>
    /// <param name="strength">How much of the range goes into the scale, 0 to 1; the rest stays with the input.</param>
    public static Smoothing Of(float[] range, float[] shift, IEnumerable<ReadOnlyMemory<float>> weights, double strength)
    {
        int channels = range.Length;
        float[] greatest = new float[channels];
        foreach (ReadOnlyMemory<float> weight in weights)
        {
            int outputs = weight.Length / channels;
            for (int k = 0; k < channels; k++)
                greatest[k] = Math.Max(greatest[k], Math.Abs(TensorPrimitives.MaxMagnitude(weight.Span.Slice(k * outputs, outputs))));
        }

        double[] scale = new double[channels];
        (double leastRange, double leastWeight) = (Least(range), Least(greatest));
        for (int k = 0; k < channels; k++)
            scale[k] = (strength * Math.Log(Math.Max(range[k], leastRange))) - ((1 - strength) * Math.Log(Math.Max(greatest[k], leastWeight)));
        double mean = FixedOrder.Sum(scale) / channels;
        return new(shift, Array.ConvertAll(scale, log => Clamped(log - mean)));
    }

    /// <summary>A scale of a given logarithm, which must not be too far from one.</summary>
    public static float Clamped(double log) => (float)Math.Clamp(Math.Exp(log), Narrowest, Widest);

    // A channel or weight that is always zero must not pull the others along.
    private static double Least(float[] values) => Math.Max(TensorPrimitives.Max<float>(values) * 1e-6, 1e-30);
}
