namespace MLNetBert;

/// <summary>
/// What the estimators of this library's stages have in common: there is nothing to learn, so Fit checks the schema and returns the one
/// transformer, which all fits share.
/// </summary>
/// <typeparam name="TTransformer">The stage's transformer.</typeparam>
public abstract class BertStageEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : BertStageTransformer
{
    private protected BertStageEstimator()
    {
    }

    private protected abstract TTransformer Transformer { get; }

    /// <summary>Checks the schema of <paramref name="input"/> and returns the transformer. Reads no rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type or shape.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Transformer.Bind(input.Schema);
        return Transformer;
    }

    /// <summary>The shape of the schema that the transformer will give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(NewColumns(inputSchema));
    }

    /// <summary>The shapes of the columns that are added, after a check of those that are read.</summary>
    private protected abstract SchemaShape.Column[] NewColumns(SchemaShape input);
}
