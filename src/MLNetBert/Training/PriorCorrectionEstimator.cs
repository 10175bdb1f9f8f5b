namespace MLNetBert;

/// <summary>
/// The estimator of <c>CorrectPrior</c>: turns probabilities that were learnt from rebalanced rows into those for data as they come.
/// PredictedLabel stays what the trainer decided. There is nothing to learn.
/// </summary>
public sealed class PriorCorrectionEstimator : BertStageEstimator<PriorCorrectionTransformer>
{
    /// <summary>Makes the estimator; changing the options later has no effect.</summary>
    /// <exception cref="ArgumentException">An option does not fit; the message names it.</exception>
    public PriorCorrectionEstimator(PriorCorrectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Transformer = new PriorCorrectionTransformer(options.Clone());
    }

    private protected override PriorCorrectionTransformer Transformer { get; }

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        if (Transformer.ProbabilityColumnName is not { } probability)
        {
            SchemaShape.Column scores = input.Require(Transformer.ScoreColumnName, "Vector<Single>", column => SchemaChecks.IsVectorOf(column, NumberDataViewType.Single));
            return [MLNetInternals.NewShapeColumn(scores.Name, SchemaShape.Column.VectorKind.Vector, scores.ItemType, isKey: false, scores.Annotations)];
        }

        SchemaShape.Column one = input.Require(probability, "Single", column => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType.Equals(NumberDataViewType.Single));
        return
        [
            MLNetInternals.NewShapeColumn(one.Name, SchemaShape.Column.VectorKind.Scalar, one.ItemType, isKey: false, one.Annotations),
            SchemaChecks.Shape(Transformer.ScoreColumnName, Transformer.ScoreType, Transformer.SlotNames.Shape()),
        ];
    }
}
