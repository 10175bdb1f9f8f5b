using Microsoft.Extensions.AI;

namespace MLNetBert;

/// <summary>
/// The estimator of <c>FeaturizeWith</c>: texts to the vectors of any generator of Microsoft.Extensions.AI. There is nothing to learn: Fit checks the schema, asks how long the vectors
/// are, and returns a transformer. Those of all fits share one memory of vectors.
/// </summary>
public sealed class EmbeddingFeaturizingEstimator : BertStageEstimator<EmbeddingFeaturizingTransformer>
{
    /// <summary>Makes the estimator for <paramref name="generator"/>, which the caller closes.</summary>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    public EmbeddingFeaturizingEstimator(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingFeaturizingOptions options)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        Transformer = new EmbeddingFeaturizingTransformer(generator, options.Clone());
    }

    private protected override EmbeddingFeaturizingTransformer Transformer { get; }

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        input.Require(Transformer.InputColumnName, "String", SchemaChecks.IsText);
        return [SchemaChecks.Shape(Transformer.OutputColumnName, Transformer.OutputType, FeatureAnnotations.Shape(normalize: false))];
    }
}
