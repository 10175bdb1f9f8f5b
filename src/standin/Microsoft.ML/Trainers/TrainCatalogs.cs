using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public sealed class MulticlassClassificationCatalog
{
    internal MulticlassClassificationCatalog()
    {
    }

    public MulticlassClassificationTrainers Trainers { get; } = new();

    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int topKPredictionCount = 0)
        => MulticlassEvaluation.Evaluate(data, labelColumnName, scoreColumnName, predictedLabelColumnName);

    public sealed class MulticlassClassificationTrainers
    {
        internal MulticlassClassificationTrainers()
        {
        }
    }
}

public sealed class BinaryClassificationCatalog
{
    internal BinaryClassificationCatalog()
    {
    }

    public BinaryClassificationTrainers Trainers { get; } = new();

    public CalibratedBinaryClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string probabilityColumnName = "Probability", string predictedLabelColumnName = "PredictedLabel")
        => BinaryEvaluation.Evaluate(data, labelColumnName, scoreColumnName, probabilityColumnName, predictedLabelColumnName);

    public BinaryClassificationMetrics EvaluateNonCalibrated(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel")
        => BinaryEvaluation.EvaluateNonCalibrated(data, labelColumnName, scoreColumnName, predictedLabelColumnName);

    public sealed class BinaryClassificationTrainers
    {
        internal BinaryClassificationTrainers()
        {
        }
    }
}

public static class StandardTrainersCatalog
{
    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", string exampleWeightColumnName = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(new()
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaMaximumEntropyMulticlassTrainer.Options options) => new(options);

    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", string exampleWeightColumnName = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(labelColumnName, featureColumnName, exampleWeightColumnName, l2Regularization, maximumNumberOfIterations);
}
