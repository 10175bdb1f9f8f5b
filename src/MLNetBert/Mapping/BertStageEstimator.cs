namespace MLNetBert;

/// <summary>
/// What the estimators of this library's stages have in common: there is nothing to learn, so Fit checks the schema and returns a
/// transformer. Each fit has one of its own, so that disposing of one leaves the others; they share the model and what it remembers.
/// </summary>
/// <typeparam name="TTransformer">The stage's transformer.</typeparam>
public abstract class BertStageEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : BertStageTransformer
{
    private protected BertStageEstimator()
    {
    }

    /// <summary>What the transformers are made after; never handed out itself.</summary>
    private protected abstract TTransformer Transformer { get; }

    /// <summary>Checks the schema of <paramref name="input"/> and returns a transformer. Reads no rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type or shape.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Transformer.Bind(input.Schema);
        return (TTransformer)Transformer.Another();
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
