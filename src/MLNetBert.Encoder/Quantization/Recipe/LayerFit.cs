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
    /// <param name="outliers">How many of the inputs, the last ones, are not quantized: their weights stay numbers.</param>
    public static FittedLayer Make(ChannelMoments moments, double[] weights, int greatestCode, int outliers)
    {
        int outputs = moments.MeanY.Length, rounded = weights.Length - (outliers * outputs);
        double[] fitted = Fit(moments.Moments, moments.CrossMoments, weights, outputs), others = fitted[..rounded];
        float[] scales = WeightRounding.Scales(others, outputs, greatestCode);
        OutlierWeights kept = new(moments.Moments, moments.MeanX.Length, outliers);
        sbyte[] codes = WeightRounding.Round(others, kept.MomentsOfOthers, scales, greatestCode);
        for (int i = 0; i < codes.Length; i++)
            others[i] = (double)codes[i] * scales[i % outputs];
        double[] exact = kept.Correct(fitted, others, outputs), bias = [.. moments.MeanY];
        foreach ((int i, double mean) in moments.MeanX.Index())
        {
            for (int n = 0; n < outputs; n++)
                bias[n] -= mean * (i * outputs < rounded ? others[(i * outputs) + n] : exact[(i * outputs) - rounded + n]);
        }

        return new(codes, scales, Array.ConvertAll(exact, value => (float)value), Array.ConvertAll(bias, value => (float)value));
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

/// <summary>A layer as integers, and numbers where its inputs stay numbers.</summary>
/// <param name="Codes">The weights as integers, [inputs without outliers, outputs].</param>
/// <param name="Scales">A scale for each output.</param>
/// <param name="OutlierWeights">The weights of the outliers, [outliers, outputs].</param>
/// <param name="Bias">A bias for each output.</param>
internal sealed record FittedLayer(sbyte[] Codes, float[] Scales, float[] OutlierWeights, float[] Bias);
