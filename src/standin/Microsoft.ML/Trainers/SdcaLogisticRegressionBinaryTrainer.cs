using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Logistic regression.</summary>
public sealed class SdcaLogisticRegressionBinaryTrainer
    : IEstimator<BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>>
{
    private readonly string _label;
    private readonly string _features;
    private readonly string _weight;
    private readonly float? _l2Regularization;
    private readonly int? _maximumNumberOfIterations;

    internal SdcaLogisticRegressionBinaryTrainer(string label, string features, string weight, float? l2Regularization, int? maximumNumberOfIterations)
    {
        _label = label;
        _features = features;
        _weight = weight;
        _l2Regularization = l2Regularization;
        _maximumNumberOfIterations = maximumNumberOfIterations;
    }

    public BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> Fit(IDataView input)
    {
        var features = input.Schema.Require("feature", _features);
        var label = input.Schema.Require("label", _label);
        LinearTrainers.CheckFeatures(features);
        if (label.Type is not BooleanDataViewType)
            throw SchemaMismatch.Wrong("label", label.Name, "Boolean", label.Type.ToString());
        var weights = new StochasticDualCoordinateAscent(1, _l2Regularization, _maximumNumberOfIterations).Train(input, features, label, LinearTrainers.WeightColumn(input.Schema, _weight), row =>
        {
            var getter = row.GetGetter<bool>(label);
            var value = false;
            return () =>
            {
                getter(ref value);
                return value ? 1 : 0;
            };
        });
        return new(new(new(weights[0])), features.Name);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        LinearTrainers.CheckFeatures(inputSchema.Require("feature", _features));
        var label = inputSchema.Require("label", _label);
        if (label.ItemType is not BooleanDataViewType || label.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw SchemaMismatch.Wrong("label", label.Name, "Boolean", label.GetTypeString());
        return inputSchema
            .With(new("PredictedLabel", SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false))
            .With(new("Score", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false))
            .With(new("Probability", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false));
    }
}

internal static class LinearTrainers
{
    public static DataViewSchema.Column? WeightColumn(DataViewSchema schema, string name)
    {
        if (name == null)
            return null;
        var column = schema.Require("weight", name);
        return column.Type == NumberDataViewType.Single ? column : throw SchemaMismatch.Wrong("weight", name, "Single", column.Type.ToString());
    }

    public static void CheckFeatures(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType != NumberDataViewType.Single)
            throw SchemaMismatch.Wrong("feature", column.Name, "Vector<Single>", column.Type.ToString());
    }

    public static void CheckFeatures(SchemaShape.Column column)
    {
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.ItemType != NumberDataViewType.Single || column.IsKey)
            throw SchemaMismatch.Wrong("feature", column.Name, "Vector<Single>", column.GetTypeString());
    }
}
