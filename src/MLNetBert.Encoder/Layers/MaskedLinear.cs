namespace MLNetBert.Encoder.Layers;

/// <summary>
/// A linear layer over token vectors, y = x W^T + b, like torch.nn.Linear, that leaves padding zero: without the mask, padding would become
/// the bias. A text's bits are the same alone and in a batch. Thread-safe.
/// </summary>
public sealed class MaskedLinear
{
    private readonly float[] _weight;
    private readonly float[] _bias;

    /// <summary>Takes <c>weight</c> [outputs, inputs] and, if there is one, <c>bias</c> [outputs].</summary>
    /// <exception cref="BadInputException">An array is missing or has another shape.</exception>
    public MaskedLinear(LayerWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weight = weights.Read("weight", -1, -1);
        (OutputSize, InputSize) = (weights.Shape("weight")[0], weights.Shape("weight")[1]);
        _bias = weights.Contains("bias") ? weights.Read("bias", OutputSize) : [];
    }

    /// <summary>The length of a token's vector.</summary>
    public int InputSize { get; }

    /// <summary>The length of a token's result.</summary>
    public int OutputSize { get; }

    /// <summary>Applies the layer to every token that counts.</summary>
    /// <param name="tokens">The token vectors, [batch, sequence, <see cref="InputSize"/>].</param>
    /// <param name="mask">0 for padding, [batch, sequence]; empty: all count.</param>
    /// <param name="batch">The number of rows.</param>
    /// <param name="sequence">The number of tokens per row.</param>
    /// <returns>[batch, sequence, <see cref="OutputSize"/>], zeros in the padding.</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public float[] Apply(ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int batch, int sequence)
    {
        LayerShape.CheckSize(batch, 0, nameof(batch));
        LayerShape.CheckSize(sequence, 0, nameof(sequence));
        LayerShape.Check(tokens.Length, nameof(tokens), "[batch, sequence, inputs]", batch, sequence, InputSize);
        LayerShape.CheckOptional(mask.Length, nameof(mask), "[batch, sequence]", batch, sequence);
        float[] result = new float[checked(batch * sequence * OutputSize)];
        for (int t = 0; t < batch * sequence; t++)
        {
            if (mask.IsEmpty || mask[t] != 0)
                LayerMath.Linear(_weight, _bias, tokens.Slice(t * InputSize, InputSize), result.AsSpan(t * OutputSize, OutputSize));
        }

        return result;
    }
}
