namespace MLNetBert;

/// <summary>
/// The estimator of the layer stages (<c>ApplyMaskedLinear</c> and others): a row's token vectors through a layer whose weights are given, under
/// the mask. There is nothing to learn: Fit checks the schema and returns the transformer, one for all fits.
/// </summary>
public sealed class TokenLayerEstimator : IEstimator<TokenLayerTransformer>
{
    private readonly TokenLayerTransformer _transformer;

    /// <summary>Reads the weights and makes the layer.</summary>
    /// <param name="options">The layer's options; their class says which layer it is.</param>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    /// <exception cref="BadInputException">The weights file does not exist, or it lacks an array or has it in another shape.</exception>
    public TokenLayerEstimator(TokenLayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TokenLayerOptions copy = options.Clone();
        _transformer = new TokenLayerTransformer(copy, copy.OpenWeights);
    }

    /// <summary>Checks the schema of <paramref name="input"/> and returns the transformer. Reads no rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type or shape.</exception>
    public TokenLayerTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }

    /// <summary>The shape of the schema that the transformer will give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TokenLayerOptions options = _transformer.Options;
        TokenColumns.Require(inputSchema, options.LastHiddenStateColumnName, TokenLayerTransformer.Named(options.AttentionMaskColumnName));
        if (options.QueryColumn != null)
            TokenColumns.Require(inputSchema, options.QueryColumn, TokenLayerTransformer.Named(options.QueryMaskColumn));
        VectorDataViewType type = _transformer.OutputType;
        return inputSchema.With(SchemaChecks.Shape(options.OutputColumnName, type, type.IsKnownSize ? FeatureAnnotations.Shape(normalize: false) : []));
    }
}
