namespace MLNetBert;

/// <summary>
/// The estimator of the layer stages (<c>ApplyMaskedLinear</c> and others): a row's token vectors through a layer whose weights are given, under
/// the mask. There is nothing to learn: Fit checks the schema and returns a transformer. Those of all fits share one layer.
/// </summary>
public sealed class TokenLayerEstimator : BertStageEstimator<TokenLayerTransformer>
{
    /// <summary>Reads the weights and makes the layer.</summary>
    /// <param name="options">The layer's options; their class says which layer it is.</param>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    /// <exception cref="BadInputException">The weights file does not exist, or it lacks an array or has it in another shape.</exception>
    public TokenLayerEstimator(TokenLayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TokenLayerOptions copy = options.Clone();
        Transformer = new TokenLayerTransformer(copy, copy.OpenWeights);
    }

    private protected override TokenLayerTransformer Transformer { get; }

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        TokenLayerOptions options = Transformer.Options;
        TokenColumns.Require(input, options.LastHiddenStateColumnName, TokenLayerTransformer.Named(options.AttentionMaskColumnName));
        if (options.QueryColumn != null)
            TokenColumns.Require(input, options.QueryColumn, TokenLayerTransformer.Named(options.QueryMaskColumn));
        VectorDataViewType type = Transformer.OutputType;
        return [SchemaChecks.Shape(options.OutputColumnName, type, type.IsKnownSize ? FeatureAnnotations.Shape(normalize: false) : [])];
    }
}
