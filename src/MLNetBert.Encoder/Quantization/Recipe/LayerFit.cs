using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>Makes integer weights and a bias of a layer's moments: fitted to what the float32 layer gives, rounded, and its mean corrected.</summary>
internal static class LayerFit
{
    /// <summary>How strongly the weights are held to the original ones, in units of the inputs' mean variance.</summary>
    private const double Strength = 1.5;

    /// <param name="moments">The moments of the quantized input and the float32 output.</param>
    /// <param name="weights">The original weights, smoothed, [inputs, outputs].</param>
    /// <param name="greatestCode">The greatest code.</param>
    public static (sbyte[] Codes, float[] Scales, float[] Bias) Make(ChannelMoments moments, double[] weights, int greatestCode)
    {
        int inputs = moments.MeanX.Length, outputs = moments.MeanY.Length;
        double[] fitted = Fit(moments.Moments, moments.CrossMoments, weights, outputs);
        float[] scales = WeightRounding.Scales(fitted, outputs, greatestCode);
        sbyte[] codes = WeightRounding.Round(fitted, moments.Moments, scales, greatestCode);
        double[] bias = [.. moments.MeanY];
        for (int i = 0; i < inputs; i++)
        {
            for (int n = 0; n < outputs; n++)
                bias[n] -= moments.MeanX[i] * codes[(i * outputs) + n] * scales[n];
        }

        return (codes, scales, Array.ConvertAll(bias, value => (float)value));
    }

    /// <summary>Least squares of the float32 output by the quantized input, with the difference from the original weights as penalty.</summary>
    public static double[] Fit(double[] moments, double[] crossMoments, double[] weights, int outputs)
    {
        int inputs = weights.Length / outputs;
        double mean = 0;
        for (int i = 0; i < inputs; i++)
            mean += moments[(i * inputs) + i] / inputs;
        double penalty = Strength * Math.Max(mean, 1e-300);
        double[] left = [.. moments], right = new double[weights.Length];
        for (int i = 0; i < inputs; i++)
            left[(i * inputs) + i] += penalty;
        TensorPrimitives.MultiplyAdd(weights, penalty, crossMoments, right);
        new Cholesky(left, inputs).Solve(right, outputs);
        return right;
    }
}
