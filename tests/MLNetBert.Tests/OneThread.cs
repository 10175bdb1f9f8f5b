using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MLNetBert.StageTests;

/// <summary>ML.NET's SDCA on one thread and for few passes. By default it takes all, which spin while they wait for each other, and hundreds of passes: minutes for a hundred rows where tests share two cores.</summary>
internal static class OneThread
{
    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(MLContext ml, string label = "Label") =>
        ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { LabelColumnName = label, NumberOfThreads = 1, MaximumNumberOfIterations = 20 });

    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(MLContext ml) =>
        ml.MulticlassClassification.Trainers.SdcaNonCalibrated(new SdcaNonCalibratedMulticlassTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 20 });

    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(MLContext ml, string label) =>
        ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { LabelColumnName = label, NumberOfThreads = 1, MaximumNumberOfIterations = 20 });
}
