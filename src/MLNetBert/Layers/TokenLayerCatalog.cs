namespace Microsoft.ML;

/// <summary>
/// Layers with PyTorch's weights between an encoder and a trainer: all read the columns last_hidden_state and attention_mask, and no padding ever
/// enters their results.
/// </summary>
public static class TokenLayerCatalog
{
    /// <summary>A linear layer on every token that counts (torch.nn.Linear), then pooling to one vector of known size.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="weightsPath">The .safetensors, .npz or PyTorch .bin file with <c>weight</c> and <c>bias</c>.</param>
    /// <param name="pooling">How the tokens' results are pooled; null: mean. None: they are kept.</param>
    /// <exception cref="BadInputException">The file does not exist, or it lacks an array or has it in another shape.</exception>
    public static TokenLayerEstimator ApplyMaskedLinear(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string weightsPath, TokenPooling? pooling = null)
        => catalog.ApplyMaskedLinear(new MaskedLinearOptions { OutputColumnName = outputColumnName, WeightsPath = weightsPath, Pooling = pooling ?? PoolingMode.Mean });

    /// <inheritdoc cref="TokenLayerEstimator(TokenLayerOptions)"/>
    public static TokenLayerEstimator ApplyMaskedLinear(this TransformsCatalog.TextTransforms catalog, MaskedLinearOptions options) => Apply(catalog, options);

    /// <summary>For every feature, the softmax over the tokens that count, exactly 0 in the padding.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="inputColumnName">The column with the scores of a row, [1, tokens, features].</param>
    /// <param name="featureCount">How many scores a token has.</param>
    public static TokenLayerEstimator ApplyMaskedSoftmax(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName, int featureCount = 1)
        => catalog.ApplyMaskedSoftmax(new MaskedSoftmaxOptions { OutputColumnName = outputColumnName, LastHiddenStateColumnName = inputColumnName, FeatureCount = featureCount });

    /// <inheritdoc cref="TokenLayerEstimator(TokenLayerOptions)"/>
    public static TokenLayerEstimator ApplyMaskedSoftmax(this TransformsCatalog.TextTransforms catalog, MaskedSoftmaxOptions options) => Apply(catalog, options);

    /// <summary>Pools a row's token vectors by attention to one vector of known size: dot, scaled dot or additive, by a learned query.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="weightsPath">The .safetensors, .npz or PyTorch .bin file with <c>query</c>, or for additive attention <c>weight</c>, <c>v</c> and <c>bias</c>. (To give a query of your own, use the options.)</param>
    /// <param name="scoring">How tokens are scored.</param>
    /// <exception cref="BadInputException">The file does not exist, or it lacks an array or has it in another shape.</exception>
    public static TokenLayerEstimator ApplyAttentionPooling(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string weightsPath, AttentionScoring scoring = AttentionScoring.Dot)
        => catalog.ApplyAttentionPooling(new AttentionPoolingOptions { OutputColumnName = outputColumnName, WeightsPath = weightsPath, Scoring = scoring });

    /// <inheritdoc cref="TokenLayerEstimator(TokenLayerOptions)"/>
    public static TokenLayerEstimator ApplyAttentionPooling(this TransformsCatalog.TextTransforms catalog, AttentionPoolingOptions options) => Apply(catalog, options);

    /// <summary>An RNN, GRU or LSTM over the tokens that count, like torch's over packed sequences, to one vector of known size.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="weightsPath">The .safetensors, .npz or PyTorch .bin file with <c>weight_ih_l0</c> and the others.</param>
    /// <param name="kind">The kind of layer.</param>
    /// <param name="pooling">How the states after each token are pooled; null: the last states.</param>
    /// <exception cref="BadInputException">The file does not exist, or it lacks an array or has it in another shape.</exception>
    public static TokenLayerEstimator ApplyRecurrentLayer(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string weightsPath, RecurrentKind kind = RecurrentKind.Lstm, TokenPooling? pooling = null)
        => catalog.ApplyRecurrentLayer(new RecurrentLayerOptions { OutputColumnName = outputColumnName, WeightsPath = weightsPath, Kind = kind, Pooling = pooling });

    /// <inheritdoc cref="TokenLayerEstimator(TokenLayerOptions)"/>
    public static TokenLayerEstimator ApplyRecurrentLayer(this TransformsCatalog.TextTransforms catalog, RecurrentLayerOptions options) => Apply(catalog, options);

    /// <summary>Attention from the vectors of one column to the tokens that count (torch.nn.MultiheadAttention), pooled to one vector of known size.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="queryColumnName">The column with the queries of a row, [1, queries, size].</param>
    /// <param name="weightsPath">The .safetensors, .npz or PyTorch .bin file with <c>in_proj_weight</c> and the others.</param>
    /// <param name="heads">The number of heads.</param>
    /// <exception cref="BadInputException">The file does not exist, or it lacks an array or has it in another shape.</exception>
    public static TokenLayerEstimator ApplyCrossAttention(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string queryColumnName, string weightsPath, int heads)
        => catalog.ApplyCrossAttention(new CrossAttentionOptions { OutputColumnName = outputColumnName, QueryColumnName = queryColumnName, WeightsPath = weightsPath, Heads = heads });

    /// <inheritdoc cref="TokenLayerEstimator(TokenLayerOptions)"/>
    public static TokenLayerEstimator ApplyCrossAttention(this TransformsCatalog.TextTransforms catalog, CrossAttentionOptions options) => Apply(catalog, options);

    private static TokenLayerEstimator Apply(TransformsCatalog.TextTransforms catalog, TokenLayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(options);
    }
}
