namespace MLNetBert.Encoder.Layers;

/// <summary>
/// Multi-head attention of one sequence over another, under a mask of the keys: torch.nn.MultiheadAttention in eval mode, with its names
/// and layouts, kdim and vdim included. If all keys of a row are masked, nothing is attended to: the weights are 0, and the result is the output
/// projection's bias (torch gives that or NaN, depending on the kernel). A text's bits are the same alone and in a batch. Thread-safe.
/// </summary>
public sealed class CrossAttention
{
    private readonly float[] _q, _k, _v, _out;
    private readonly float[] _inBias, _outBias;

    /// <summary>
    /// Takes <c>in_proj_weight</c> [3 * embed, embed], or <c>q_proj_weight</c>, <c>k_proj_weight</c> and <c>v_proj_weight</c>; <c>out_proj.weight</c>;
    /// if there are any, <c>in_proj_bias</c> [3 * embed] and <c>out_proj.bias</c>.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="heads">The number of heads.</param>
    /// <exception cref="ArgumentException">The heads do not divide the embedding size.</exception>
    /// <exception cref="BadInputException">An array is missing or has another shape.</exception>
    public CrossAttention(LayerWeights weights, int heads)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _out = weights.Read("out_proj.weight", -1, -1);
        Size = weights.Shape("out_proj.weight")[0];
        if (heads < 1 || Size % heads != 0)
            throw new ArgumentException($"{nameof(heads)} is {heads}; a number that divides the embedding size {Size} is expected.", nameof(heads));
        Heads = heads;
        if (weights.Contains("in_proj_weight"))
        {
            float[] all = weights.Read("in_proj_weight", 3 * Size, Size);
            (_q, _k, _v) = (all[..(Size * Size)], all[(Size * Size)..(2 * Size * Size)], all[(2 * Size * Size)..]);
        }
        else
        {
            _q = weights.Read("q_proj_weight", Size, Size);
            _k = weights.Read("k_proj_weight", Size, -1);
            _v = weights.Read("v_proj_weight", Size, -1);
        }

        _inBias = weights.Contains("in_proj_bias") ? weights.Read("in_proj_bias", 3 * Size) : new float[3 * Size];
        _outBias = weights.Contains("out_proj.bias") ? weights.Read("out_proj.bias", Size) : [];
    }

    /// <summary>The length of a query, and of a result (torch: embed_dim).</summary>
    public int Size { get; }

    /// <summary>The length of a key (torch: kdim).</summary>
    public int KeySize => _k.Length / Size;

    /// <summary>The length of a value (torch: vdim).</summary>
    public int ValueSize => _v.Length / Size;

    /// <summary>The number of heads.</summary>
    public int Heads { get; }

    /// <summary>Attends from every query to the keys that count. Padded queries are computed like any others.</summary>
    /// <param name="query">The queries, [batch, queries, <see cref="Size"/>].</param>
    /// <param name="key">The keys, [batch, keys, <see cref="KeySize"/>].</param>
    /// <param name="value">The values, [batch, keys, <see cref="ValueSize"/>].</param>
    /// <param name="keyMask">0 for padding among the keys, [batch, keys]; empty: all count. (torch's key_padding_mask is the other way round.)</param>
    /// <param name="batch">The number of rows.</param>
    /// <param name="queries">The number of queries per row.</param>
    /// <param name="keys">The number of keys per row.</param>
    /// <param name="weights">Receives the weights, averaged over the heads, [batch, queries, keys]; empty: not wanted.</param>
    /// <returns>[batch, queries, <see cref="Size"/>].</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public float[] Apply(
        ReadOnlySpan<float> query, ReadOnlySpan<float> key, ReadOnlySpan<float> value, ReadOnlySpan<int> keyMask, int batch, int queries, int keys, Span<float> weights = default)
    {
        LayerShape.CheckSize(batch, 0, nameof(batch));
        LayerShape.CheckSize(queries, 0, nameof(queries));
        LayerShape.CheckSize(keys, 0, nameof(keys));
        LayerShape.Check(query.Length, nameof(query), "[batch, queries, size]", batch, queries, Size);
        LayerShape.Check(key.Length, nameof(key), "[batch, keys, key size]", batch, keys, KeySize);
        LayerShape.Check(value.Length, nameof(value), "[batch, keys, value size]", batch, keys, ValueSize);
        LayerShape.CheckOptional(keyMask.Length, nameof(keyMask), "[batch, keys]", batch, keys);
        LayerShape.CheckOptional(weights.Length, nameof(weights), "[batch, queries, keys]", batch, queries, keys);
        keyMask = LayerShape.MaskOrOnes(keyMask, batch * keys);
        weights.Clear();
        float[] result = new float[checked(batch * queries * Size)];
        for (int b = 0; b < batch; b++)
        {
            ReadOnlySpan<int> mask = keyMask.Slice(b * keys, keys);
            float[] k = Project(key.Slice(b * keys * KeySize, keys * KeySize), KeySize, _k, _inBias.AsSpan(Size, Size), mask);
            float[] v = Project(value.Slice(b * keys * ValueSize, keys * ValueSize), ValueSize, _v, _inBias.AsSpan(2 * Size, Size), mask);
            for (int i = 0; i < queries; i++)
            {
                int at = (b * queries) + i;
                Attend(query.Slice(at * Size, Size), k, v, mask, weights.IsEmpty ? default : weights.Slice(at * keys, keys), result.AsSpan(at * Size, Size));
            }
        }

        return result;
    }

    private float[] Project(ReadOnlySpan<float> rows, int size, float[] weight, ReadOnlySpan<float> bias, ReadOnlySpan<int> mask)
    {
        float[] projected = new float[mask.Length * Size];
        for (int t = 0; t < mask.Length; t++)
        {
            if (mask[t] != 0)
                LayerMath.Linear(weight, bias, rows.Slice(t * size, size), projected.AsSpan(t * Size, Size));
        }

        return projected;
    }

    private void Attend(ReadOnlySpan<float> query, float[] k, float[] v, ReadOnlySpan<int> mask, Span<float> averaged, Span<float> result)
    {
        int head = Size / Heads;
        float scale = (float)(1 / Math.Sqrt(head));
        float[] q = new float[Size];
        float[] joined = new float[Size];
        float[] scores = new float[mask.Length];
        LayerMath.Linear(_q, _inBias.AsSpan(0, Size), query, q);
        for (int h = 0; h < Heads; h++)
        {
            int part = h * head;
            for (int t = 0; t < mask.Length; t++)
                scores[t] = mask[t] != 0 ? scale * LayerMath.Dot(q.AsSpan(part, head), k.AsSpan((t * Size) + part, head)) : 0;
            LayerMath.Softmax(scores, mask, 0, 1, scores);
            for (int t = 0; t < mask.Length; t++)
            {
                if (mask[t] != 0)
                    LayerMath.AddScaled(v.AsSpan((t * Size) + part, head), scores[t], joined.AsSpan(part, head));
            }

            if (!averaged.IsEmpty)
                LayerMath.AddScaled(scores, 1f / Heads, averaged);
        }

        LayerMath.Linear(_out, _outBias, joined, result);
    }
}
