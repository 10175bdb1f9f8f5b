namespace MLNetBert.Encoder.Pooling;

/// <summary>Applies a <see cref="TokenPooling"/> to one text.</summary>
internal static class VectorPooler
{
    /// <param name="pooling">The pooling.</param>
    /// <param name="modules">What is then applied to the vector, before it is cut and scaled; null: nothing.</param>
    /// <param name="tokens">The token vectors.</param>
    /// <param name="mask">0 for tokens that do not count; empty: all count.</param>
    /// <param name="hiddenSize">The length of a token's vector.</param>
    /// <param name="pooler">The graph's pooler output, if the pooling takes it.</param>
    /// <param name="sentenceEmbedding">The vector that the graph pools itself, if the pooling takes it.</param>
    /// <param name="logits">The scores of the labels, if the pooling takes them, and what to make of them.</param>
    /// <param name="normalize">Whether to scale to unit length.</param>
    /// <param name="destination">Receives the vector.</param>
    /// <param name="skip">How many tokens at the beginning, those of a prompt, are left out.</param>
    /// <param name="cut">Whether the destination may be shorter than the vector, which is then cut before it is scaled.</param>
    public static void Pool(
        TokenPooling pooling, IPooledModules? modules, ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int hiddenSize,
        ReadOnlySpan<float> pooler, ReadOnlySpan<float> sentenceEmbedding, ActivatedLogits logits, bool normalize, Span<float> destination, int skip = 0, bool cut = false)
    {
        int whole = CheckShapes(pooling, modules, tokens, mask, hiddenSize, pooler, sentenceEmbedding, logits.Values, destination, cut);
        if (pooling.Modes[0] == PoolingMode.None)
        {
            KeepTokens(tokens, hiddenSize, normalize, destination);
            return;
        }

        skip = Math.Min(skip, tokens.Length / hiddenSize);
        tokens = tokens[(skip * hiddenSize)..];
        mask = mask.IsEmpty ? mask : mask[skip..];
        double[] rented = ArrayPool<double>.Shared.Rent(whole + hiddenSize);
        Span<double> joined = rented.AsSpan(0, whole), row = rented.AsSpan(whole, hiddenSize);
        int at = 0;
        foreach (PoolingMode mode in pooling.Modes)
        {
            int size = mode == PoolingMode.SentenceEmbedding ? sentenceEmbedding.Length : mode == PoolingMode.Logits ? logits.Values.Length : hiddenSize;
            PoolOne(mode, tokens, mask, skip, pooler, sentenceEmbedding, logits, row, joined.Slice(at, size));
            at += size;
        }

        if (modules == null)
            Round(joined[..destination.Length], normalize, destination);
        else
            ApplyModules(modules, joined, normalize, destination);
        ArrayPool<double>.Shared.Return(rented);
    }

    private static void ApplyModules(IPooledModules modules, ReadOnlySpan<double> vector, bool normalize, Span<float> destination)
    {
        int size = modules.RoomFor(vector.Length);
        double[] rented = ArrayPool<double>.Shared.Rent(size);
        Round(modules.Apply(vector, rented.AsSpan(0, size))[..destination.Length], normalize, destination);
        ArrayPool<double>.Shared.Return(rented);
    }

    private static void PoolOne(
        PoolingMode mode, ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int skip,
        ReadOnlySpan<float> pooler, ReadOnlySpan<float> sentenceEmbedding, ActivatedLogits logits, Span<double> row, Span<double> result)
    {
        switch (mode)
        {
            case PoolingMode.Mean:
                int counted = MaskedSums.Sum(tokens, mask, row, result);
                TensorPrimitives.Divide(result, Math.Max(counted, 1), result);
                break;
            case PoolingMode.MeanSqrtLengthTokens:
                counted = MaskedSums.Sum(tokens, mask, row, result);
                TensorPrimitives.Divide(result, Math.Sqrt(Math.Max(counted, 1)), result);
                break;
            case PoolingMode.WeightedMean:
                double weights = MaskedSums.WeightedSum(tokens, mask, skip, row, result);
                TensorPrimitives.Divide(result, Math.Max(weights, 1), result);
                break;
            case PoolingMode.Max or PoolingMode.Min:
                MaskedSums.Extreme(tokens, mask, mode == PoolingMode.Max, row, result);
                break;
            case PoolingMode.Cls or PoolingMode.LastToken:
                MaskedSums.Single(tokens, mask, mode == PoolingMode.Cls, result);
                break;
            case PoolingMode.Pooler:
                TensorPrimitives.ConvertTruncating(pooler, result);
                break;
            case PoolingMode.SentenceEmbedding:
                TensorPrimitives.ConvertTruncating(sentenceEmbedding, result);
                break;
            case PoolingMode.Logits:
                TensorPrimitives.ConvertTruncating(logits.Values, result);
                LogitActivations.Apply(logits.Activation, result);
                break;
            default:
                throw new InvalidOperationException($"Pooling {mode} is not handled.");
        }
    }

    private static void KeepTokens(ReadOnlySpan<float> tokens, int hiddenSize, bool normalize, Span<float> destination)
    {
        tokens.CopyTo(destination);
        if (!normalize)
            return;
        double[] rented = ArrayPool<double>.Shared.Rent(hiddenSize);
        Span<double> row = rented.AsSpan(0, hiddenSize);
        for (int start = 0; start < tokens.Length; start += hiddenSize)
        {
            TensorPrimitives.ConvertTruncating(tokens.Slice(start, hiddenSize), row);
            Round(row, normalize: true, destination.Slice(start, hiddenSize));
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    private static void Round(Span<double> vector, bool normalize, Span<float> destination)
    {
        if (normalize)
            UnitLength.Scale(vector, vector);
        TensorPrimitives.ConvertTruncating<double, float>(vector, destination);
    }

    private static int CheckShapes(
        TokenPooling pooling, IPooledModules? modules, ReadOnlySpan<float> tokens, ReadOnlySpan<int> mask, int hiddenSize,
        ReadOnlySpan<float> pooler, ReadOnlySpan<float> sentenceEmbedding, ReadOnlySpan<float> logits, ReadOnlySpan<float> destination, bool cut)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        if (tokens.Length % hiddenSize != 0)
            throw new ArgumentException($"The token vectors have {tokens.Length} values, which is not a multiple of the hidden size {hiddenSize}: expected [tokens, {hiddenSize}].", "tokenVectors");
        if (!mask.IsEmpty && mask.Length != tokens.Length / hiddenSize)
            throw new ArgumentException($"The attention mask has {mask.Length} values for {tokens.Length / hiddenSize} token vectors; expected one per token.", "attentionMask");

        int expected = 0;
        foreach (PoolingMode mode in pooling.Modes)
        {
            if (mode == PoolingMode.Pooler && pooler.Length != hiddenSize)
                throw new ArgumentException("The pooling pooler takes the model's pooler_output and cannot be computed from token vectors.", nameof(pooling));
            if (mode == PoolingMode.SentenceEmbedding && sentenceEmbedding.IsEmpty)
                throw new ArgumentException("The pooling sentence_embedding takes the model's own pooled output and cannot be computed from token vectors.", nameof(pooling));
            if (mode == PoolingMode.Logits && logits.IsEmpty)
                throw new ArgumentException("The pooling logits takes the scores of the model's classification head and cannot be computed from token vectors.", nameof(pooling));
            expected += mode switch
            {
                PoolingMode.SentenceEmbedding => sentenceEmbedding.Length,
                PoolingMode.Logits => logits.Length,
                PoolingMode.None => tokens.Length,
                _ => hiddenSize,
            };
        }

        int given = modules?.OutputSize(expected, pooling) ?? expected;
        if (cut ? destination.Length > given : destination.Length != given)
            throw new ArgumentException($"The destination holds {destination.Length} values; the pooling {pooling} of [{tokens.Length / hiddenSize}, {hiddenSize}] token vectors gives {given}.", nameof(destination));
        return expected;
    }
}

/// <summary>The scores of a text's labels, and what to make of them.</summary>
internal readonly ref struct ActivatedLogits(ReadOnlySpan<float> values, LogitActivation activation)
{
    public ReadOnlySpan<float> Values { get; } = values;

    public LogitActivation Activation { get; } = activation;
}
