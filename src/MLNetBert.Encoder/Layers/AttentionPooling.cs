namespace MLNetBert.Encoder.Layers;

/// <summary>
/// Pools a text's token vectors by attention: a score for every token, their softmax under the mask, the weighted sum. The query is given
/// or learned. A text without tokens gives zeros, never NaN. A text's bits are the same alone and in a batch. Thread-safe.
/// </summary>
public sealed class AttentionPooling
{
    private readonly float[] _query;
    private readonly float[]? _weight;
    private readonly float[] _bias;
    private readonly float _scale;

    private AttentionPooling(int size, float[] query, float scale, float[]? weight, float[] bias)
    {
        Size = size;
        _query = query;
        _scale = scale;
        _weight = weight;
        _bias = bias;
    }

    /// <summary>The length of a token's vector, and of the result.</summary>
    public int Size { get; }

    /// <summary>Scores x . q.</summary>
    /// <param name="query">The query, as long as a token's vector.</param>
    /// <exception cref="ArgumentException">The query is empty.</exception>
    public static AttentionPooling Dot(ReadOnlySpan<float> query)
    {
        LayerShape.CheckSize(query.Length, 1, nameof(query));
        return new(query.Length, query.ToArray(), 1, null, []);
    }

    /// <summary>Scores x . q / sqrt(size), as in scaled dot-product attention (Vaswani et al., 2017).</summary>
    /// <param name="query">The query, as long as a token's vector.</param>
    /// <exception cref="ArgumentException">The query is empty.</exception>
    public static AttentionPooling ScaledDot(ReadOnlySpan<float> query)
    {
        LayerShape.CheckSize(query.Length, 1, nameof(query));
        return new(query.Length, query.ToArray(), (float)(1 / Math.Sqrt(query.Length)), null, []);
    }

    /// <summary>Scores v . tanh(W x + b), as in additive attention (Bahdanau et al., 2015; Yang et al., 2016).</summary>
    /// <param name="weights"><c>weight</c> [n, size], <c>v</c> [n] and, if there is one, <c>bias</c> [n].</param>
    /// <exception cref="BadInputException">An array is missing or has another shape.</exception>
    public static AttentionPooling Additive(LayerWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        float[] weight = weights.Read("weight", -1, -1);
        ImmutableArray<int> shape = weights.Shape("weight");
        return new(shape[1], weights.Read("v", shape[0]), 1, weight, weights.Contains("bias") ? weights.Read("bias", shape[0]) : []);
    }

    /// <summary>Pools every row.</summary>
    /// <param name="tokens">The token vectors, [batch, sequence, <see cref="Size"/>].</param>
    /// <param name="mask">0 for padding, [batch, sequence]; empty: all count.</param>
    /// <param name="batch">The number of rows.</param>
    /// <param name="sequence">The number of tokens per row.</param>
    /// <param name="weights">Receives the tokens' weights, [batch, sequence], 0 in the padding; empty: not wanted.</param>
    /// <returns>[batch, <see cref="Size"/>].</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public float[] Apply(ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int batch, int sequence, Span<float> weights = default)
    {
        LayerShape.CheckSize(batch, 0, nameof(batch));
        LayerShape.CheckSize(sequence, 0, nameof(sequence));
        LayerShape.Check(tokens.Length, nameof(tokens), "[batch, sequence, size]", batch, sequence, Size);
        LayerShape.CheckOptional(mask.Length, nameof(mask), "[batch, sequence]", batch, sequence);
        LayerShape.CheckOptional(weights.Length, nameof(weights), "[batch, sequence]", batch, sequence);
        mask = LayerShape.MaskOrOnes(mask, batch * sequence);
        float[] result = new float[batch * Size];
        float[] row = new float[sequence];
        float[] hidden = new float[_query.Length];
        for (int b = 0; b < batch; b++)
        {
            ReadOnlySpan<int> counts = mask.Slice(b * sequence, sequence);
            ReadOnlySpan<float> vectors = tokens.Slice(b * sequence * Size, sequence * Size);
            for (int t = 0; t < sequence; t++)
                row[t] = counts[t] != 0 ? Score(vectors.Slice(t * Size, Size), hidden) : 0;
            LayerMath.Softmax(row, counts, 0, 1, row);
            for (int t = 0; t < sequence; t++)
            {
                if (counts[t] != 0)
                    LayerMath.AddScaled(vectors.Slice(t * Size, Size), row[t], result.AsSpan(b * Size, Size));
            }

            if (!weights.IsEmpty)
                row.CopyTo(weights.Slice(b * sequence, sequence));
        }

        return result;
    }

    private float Score(ReadOnlySpan<float> token, Span<float> hidden)
    {
        if (_weight == null)
            return _scale * LayerMath.Dot(token, _query);
        LayerMath.Linear(_weight, _bias, token, hidden);
        for (int i = 0; i < hidden.Length; i++)
            hidden[i] = MathF.Tanh(hidden[i]);
        return LayerMath.Dot(hidden, _query);
    }
}
