namespace MLNetBert;

/// <summary>
/// The estimator of <c>FeaturizeBert</c>: tokenizes, runs the model and pools in one stage, texts of equal token length together.
/// There is nothing to learn: Fit checks the schema and returns the transformer, one for all fits, which remembers vectors.
/// </summary>
public sealed class BertFeaturizingEstimator : IEstimator<BertFeaturizingTransformer>
{
    private readonly BertFeaturizingTransformer _transformer;

    /// <summary>Makes the estimator for <paramref name="model"/>, which the caller closes; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    /// <exception cref="BadInputException">The model lacks what the options ask for, or the length is beyond its positions.</exception>
    public BertFeaturizingEstimator(BertModel? model, BertFeaturizingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var open = OpenModel.Of(model, options.HiddenLayer);
        try
        {
            _transformer = new BertFeaturizingTransformer(open, options.Clone());
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    /// <summary>Checks the schema of <paramref name="input"/> and returns the transformer. Reads no rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or not text.</exception>
    public BertFeaturizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }

    /// <summary>The shape of the schema that the transformer will give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string name in _transformer.InputColumns)
            inputSchema.Require(name, "String", SchemaChecks.IsText);
        return inputSchema.With(SchemaChecks.Shape(_transformer.OutputColumnName, _transformer.OutputType, FeatureAnnotations.Shape(_transformer.Featurizer.Normalize)));
    }
}
