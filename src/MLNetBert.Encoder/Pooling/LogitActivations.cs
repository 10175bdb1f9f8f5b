namespace MLNetBert;

/// <summary>The arithmetic of <see cref="LogitActivation"/>: in float64, label by label, with sums in the order of the labels.</summary>
public static class LogitActivations
{
    /// <summary>Applies an activation to the logits of one text, with the bits of <see cref="FeaturizerOptions.Activation"/>.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="logits">The logits, one per label; a NaN makes a softmax NaN, as in PyTorch.</param>
    /// <returns>As many values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such activation.</exception>
    public static float[] Apply(this LogitActivation activation, ReadOnlySpan<float> logits)
    {
        double[] values = new double[logits.Length];
        TensorPrimitives.ConvertTruncating(logits, values);
        Apply(activation, values.AsSpan());
        return Array.ConvertAll(values, value => (float)value);
    }

    /// <summary>Applies it in place. Not with the library's vectors, whose exponentials may depend on a value's place.</summary>
    internal static void Apply(LogitActivation activation, Span<double> values)
    {
        switch (activation)
        {
            case LogitActivation.None:
                break;
            case LogitActivation.Softmax:
                Softmax(values);
                break;
            case LogitActivation.Sigmoid:
                foreach (ref double value in values)
                    value = 1 / (1 + Math.Exp(-value));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), $"The activation {activation} is unknown; choose None, Softmax or Sigmoid.");
        }
    }

    private static void Softmax(Span<double> values)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (double value in values)
            greatest = Math.Max(greatest, value);
        foreach (ref double value in values)
        {
            value = Math.Exp(value - greatest);
            sum += value;
        }

        foreach (ref double value in values)
            value /= sum;
    }
}
