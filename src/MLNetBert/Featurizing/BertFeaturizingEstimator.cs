namespace MLNetBert;

/// <summary>
/// The estimator of <c>FeaturizeBert</c>: tokenizes, runs the model and pools in one stage, texts of equal token length together.
/// There is nothing to learn: Fit checks the schema and returns a transformer. Those of all fits share one memory of vectors.
/// </summary>
public sealed class BertFeaturizingEstimator : BertStageEstimator<BertFeaturizingTransformer>
{
    /// <summary>Makes the estimator for <paramref name="model"/>, which the caller closes; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    /// <exception cref="BadInputException">The model lacks what the options ask for, or the length is beyond its positions.</exception>
    public BertFeaturizingEstimator(BertModel? model, BertFeaturizingOptions options)
        : this(model, options, null)
    {
    }

    /// <summary>The same, tells the environment's log about its passes, and has the embedded model run on its GPU if it asks for one.</summary>
    internal BertFeaturizingEstimator(BertModel? model, BertFeaturizingOptions options, IHostEnvironment? environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        var open = OpenModel.Of(model, options.HiddenLayer, environment);
        try
        {
            Transformer = new BertFeaturizingTransformer(open, options.Clone(), environment);
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    private protected override BertFeaturizingTransformer Transformer { get; }

    internal BertFeaturizer Featurizer => Transformer.Featurizer;

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        foreach (string name in Transformer.InputColumns)
            input.Require(name, "String", SchemaChecks.IsText);
        return [SchemaChecks.Shape(Transformer.OutputColumnName, Transformer.OutputType, FeatureAnnotations.Shape(Transformer.Featurizer.Normalize))];
    }
}
