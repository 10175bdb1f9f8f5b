namespace MLNetBert.Encoder.Layers;

/// <summary>The softmax over the tokens of a text, under the mask.</summary>
public static class MaskedSoftmax
{
    /// <summary>
    /// For every row and feature, the softmax over the tokens that count; exactly 0 in the padding. A row without tokens gives zeros
    /// (torch: NaN). A text's bits are the same alone and in a batch.
    /// </summary>
    /// <param name="scores">The scores, [batch, sequence, <paramref name="features"/>].</param>
    /// <param name="mask">0 for padding, [batch, sequence]; empty: all count.</param>
    /// <param name="batch">The number of rows.</param>
    /// <param name="sequence">The number of tokens per row.</param>
    /// <param name="features">How many scores a token has; each has its own softmax.</param>
    /// <returns>[batch, sequence, <paramref name="features"/>].</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static float[] Apply(ReadOnlySpan<float> scores, ReadOnlySpan<int> mask, int batch, int sequence, int features = 1)
    {
        LayerShape.CheckSize(batch, 0, nameof(batch));
        LayerShape.CheckSize(sequence, 0, nameof(sequence));
        LayerShape.CheckSize(features, 1, nameof(features));
        LayerShape.Check(scores.Length, nameof(scores), "[batch, sequence, features]", batch, sequence, features);
        LayerShape.CheckOptional(mask.Length, nameof(mask), "[batch, sequence]", batch, sequence);
        mask = LayerShape.MaskOrOnes(mask, batch * sequence);
        float[] weights = new float[scores.Length];
        for (int row = 0; row < batch; row++)
        {
            for (int feature = 0; feature < features; feature++)
                LayerMath.Softmax(scores, mask.Slice(row * sequence, sequence), (row * sequence * features) + feature, features, weights);
        }

        return weights;
    }
}
