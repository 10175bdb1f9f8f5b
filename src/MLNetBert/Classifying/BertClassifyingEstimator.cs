using MLNetBert.Classifying;

namespace MLNetBert;

/// <summary>
/// The estimator of <c>ScoreBert</c>: what a fine-tuned model's own classification head says about texts or pairs of texts. There is nothing to learn: Fit checks the schema and returns a
/// transformer. Those of all fits share one memory of scores.
/// </summary>
public sealed class BertClassifyingEstimator : BertStageEstimator<BertClassifyingTransformer>
{
    /// <summary>Makes the estimator for <paramref name="model"/>, which the caller closes.</summary>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    /// <exception cref="BadInputException">The model has no head that gives one label or number, config.json has other labels, or the length is beyond the model's positions.</exception>
    public BertClassifyingEstimator(BertModel model, BertClassifyingOptions options)
        : this(model, options, null)
    {
    }

    /// <summary>The same, and tells the environment's log about its passes.</summary>
    internal BertClassifyingEstimator(BertModel model, BertClassifyingOptions options, IHostEnvironment? environment)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        Transformer = new BertClassifyingTransformer(OpenModel.Of(model), options.Clone(), environment);
    }

    private protected override BertClassifyingTransformer Transformer { get; }

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        foreach (string name in Transformer.InputColumns)
            input.Require(name, "String", SchemaChecks.IsText);
        return ScoreColumns.Shapes(Transformer.Outputs);
    }
}
