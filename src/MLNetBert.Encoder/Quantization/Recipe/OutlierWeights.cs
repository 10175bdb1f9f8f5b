using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// The weights of inputs that are not quantized make good what rounding the others does, as far as they can. What is left of the others' moments, when they have, is what their rounding is
/// judged by (the Schur complement).
/// </summary>
internal sealed class OutlierWeights
{
    private const double Damping = 1e-6;
    private readonly int _others, _outliers;
    private readonly double[] _gain = [];

    /// <param name="moments">The inputs' moments, [inputs, inputs].</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outliers">How many of them, the last ones, are not quantized.</param>
    public OutlierWeights(double[] moments, int inputs, int outliers)
    {
        (_others, _outliers) = (inputs - outliers, outliers);
        if (outliers == 0)
        {
            MomentsOfOthers = moments;
            return;
        }

        double[] own = new double[outliers * outliers], gain = new double[outliers * _others];
        for (int i = 0; i < outliers; i++)
        {
            ReadOnlySpan<double> row = moments.AsSpan((_others + i) * inputs, inputs);
            row[.._others].CopyTo(gain.AsSpan(i * _others));
            row[_others..].CopyTo(own.AsSpan(i * outliers));
            own[(i * outliers) + i] += (Damping * row[_others + i]) + 1e-300;
        }

        new Cholesky(own, outliers).Solve(gain, _others);
        _gain = gain;
        MomentsOfOthers = new double[_others * _others];
        for (int i = 0; i < _others; i++)
            moments.AsSpan(i * inputs, _others).CopyTo(MomentsOfOthers.AsSpan(i * _others));
        MatrixProduct<double>.Add(-1, new MatrixView<double>(moments, inputs).From(0, _others), new(gain, _others), new(MomentsOfOthers, _others), (_others, _others, outliers));
    }

    /// <summary>The moments of the others, [others, others], without what the outliers tell.</summary>
    public double[] MomentsOfOthers { get; }

    /// <summary>The outliers' weights, [outliers, outputs], when the others' have been rounded.</summary>
    /// <param name="weights">The weights of all, [inputs, outputs].</param>
    /// <param name="rounded">The others' as they are now, [others, outputs].</param>
    /// <param name="outputs">The number of outputs.</param>
    public double[] Correct(double[] weights, double[] rounded, int outputs)
    {
        double[] kept = weights[rounded.Length..], difference = new double[rounded.Length];
        TensorPrimitives.Subtract(weights.AsSpan(0, rounded.Length), rounded, difference);
        MatrixProduct<double>.Add(1, new(_gain, _others), new(difference, outputs), new(kept, outputs), (_outliers, outputs, _others));
        return kept;
    }
}
