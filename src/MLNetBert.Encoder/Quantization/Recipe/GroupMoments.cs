namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>Gathers what the recipe must know about the inputs and outputs of a group of layers.</summary>
internal static class GroupMoments
{
    /// <summary>How much the means over a text's tokens count, beside the tokens: most vectors are pooled, so that what tokens have in common matters more than what averages out.</summary>
    private const double PooledPart = 0.3;

    /// <summary>
    /// The moments of the quantized inputs and of what the layer should give. Behind a residual connection that is what makes the float32 sum of the quantized residual. Elsewhere it is
    /// the float32 output; where a layer has more outputs than inputs, the moments with the float32 inputs are taken, and multiplied by its weights.
    /// </summary>
    /// <param name="group">The layers.</param>
    /// <param name="dequantized">The name of a place's quantized input.</param>
    /// <param name="source">The graph whose inputs are quantized: of weights at many places the float32 one, whose values need not wait for those of another place.</param>
    /// <param name="floats">The texts in the float32 graph.</param>
    /// <param name="quantized">The texts in the graph that becomes quantized.</param>
    public static ChannelMoments Of(LinearGroup group, Func<LinearPlace, string> dequantized, CalibrationStream source, CalibrationStream floats, CalibrationStream quantized)
    {
        bool isShared = group.Places.Length > 1;
        (string Value, string Sum)? residual = group.Residual;
        bool byInputs = residual == null && (group.Layers.Length > 1 || group.Outputs >= group.Inputs);
        float[] difference = [];
        ChannelMoments moments = new(group.Inputs, byInputs ? group.Inputs : group.Outputs);
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (LinearPlace place in group.Places)
            {
                StreamValue[] xs = source.Get(dequantized(place)), ys = floats.Get(residual?.Sum ?? (byInputs ? place.Input : place.Layers[0].Output));
                StreamValue[]? residuals = residual == null ? null : quantized.Get(residual.Value.Value);
                for (int i = 0; i < xs.Length; i++)
                    Add(moments, source.Batches[i], xs[i].Values, Wanted(ys[i].Values, residuals?[i].Values, ref difference), isFirst: pass == 0);

                if (isShared)
                    floats.KeepOnly([place.Input]);
            }

            if (pass == 0)
                moments.FinishMeans();
        }

        moments.Finish();
        return byInputs ? moments.Through(group.Weights(), group.Biases()) : moments;
    }

    private static void Add(ChannelMoments moments, CalibrationBatch batch, ReadOnlySpan<float> x, ReadOnlySpan<float> y, bool isFirst)
    {
        if (isFirst)
        {
            moments.AddToMeans(x, y, batch.Weight);
            return;
        }

        moments.Add(x, y, batch.Weight);
        moments.Add(batch.Means(x), batch.Means(y), batch.Weight * batch.Length * PooledPart);
    }

    private static ReadOnlySpan<float> Wanted(float[] sum, float[]? residual, ref float[] difference)
    {
        if (residual == null)
            return sum;
        if (difference.Length < sum.Length)
            difference = new float[sum.Length];
        TensorPrimitives.Subtract(sum, residual, difference);
        return difference.AsSpan(0, sum.Length);
    }
}
