using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Multinomial logistic regression.</summary>
public sealed class SdcaMaximumEntropyMulticlassTrainer : IEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>
{
    private readonly Options _options;

    internal SdcaMaximumEntropyMulticlassTrainer(Options options) => _options = options;

    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input)
    {
        var features = input.Schema.Require("feature", _options.FeatureColumnName);
        var label = input.Schema.Require("label", _options.LabelColumnName);
        LinearTrainers.CheckFeatures(features);
        if (label.Type is not KeyDataViewType { Count: <= int.MaxValue } key || key.RawType != typeof(uint))
            throw SchemaMismatch.Wrong("label", label.Name, "Key", label.Type.ToString());
        var classes = (int)key.Count;
        if (classes < 2)
            throw new ArgumentOutOfRangeException("numClasses", "Must be at least 2.");
        var solver = new StochasticDualCoordinateAscent(classes, _options.L2Regularization, _options.MaximumNumberOfIterations);
        var weights = solver.Train(input, features, label, LinearTrainers.WeightColumn(input.Schema, _options.ExampleWeightColumnName), row =>
        {
            var getter = row.GetGetter<uint>(label);
            uint value = 0;
            return () =>
            {
                getter(ref value);
                return (int)value - 1;
            };
        });
        string[] names = null;
        if (label.HasKeyValues())
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            label.GetKeyValues(ref values);
            names = [.. values.DenseValues().Select(v => v.ToString())];
        }

        return new(new(weights), features.Name, names);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        LinearTrainers.CheckFeatures(inputSchema.Require("feature", _options.FeatureColumnName));
        var label = inputSchema.Require("label", _options.LabelColumnName);
        if (!label.IsKey)
            throw SchemaMismatch.Wrong("label", label.Name, "Key<UInt32>", label.GetTypeString());
        return inputSchema
            .With(new("PredictedLabel", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, label.Annotations))
            .With(new("Score", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
    }

    public sealed class Options
    {
        public string LabelColumnName = "Label";
        public string FeatureColumnName = "Features";
        public string ExampleWeightColumnName;
        public float? L2Regularization;
        public float? L1Regularization;
        public int? MaximumNumberOfIterations;
        public int? NumberOfThreads;
        public float ConvergenceTolerance = 0.1f;
    }
}
