using Microsoft.ML.Trainers;

namespace MLNetBert.Training;

/// <summary>ML.NET's trainers, on one thread each, so that a seed gives the same weights everywhere; several are fitted at the same time instead.</summary>
internal static class Trainers
{
    public const string Sdca = "sdca", Lbfgs = "lbfgs", AveragedPerceptron = "averaged-perceptron";

    public const string Weight = "Weight";

    /// <summary>Iterations of SDCA and of the perceptron.</summary>
    public const int SdcaIterations = 50, PerceptronIterations = 10;

    /// <summary>SDCA is at its best with few weights, and L-BFGS with many; perceptrons need no regularization.</summary>
    public static readonly IReadOnlyList<string> Names = [Sdca, Lbfgs, AveragedPerceptron];

    private static readonly double[] Regularizations = [1, 10];

    /// <summary>The settings of a trainer, those with small weights first.</summary>
    public static IEnumerable<double?> Settings(string trainer) => trainer is Sdca or Lbfgs ? Regularizations.Select(c => (double?)c) : [null];

    /// <summary>Whether there is such a trainer for numbers.</summary>
    public static bool FitsNumbers(string trainer) => trainer is not (Lbfgs or AveragedPerceptron);

    /// <summary>What an additional trainer is asked for.</summary>
    public static TrainerRequest Request(TextPipeline pipeline, LearningTask task, long seed) => new(
        new MLContext((int)seed),
        task,
        FeatureSet.Column(pipeline.Features),
        task switch { LearningTask.BinaryClassification => TrainingRow.PositiveColumn, LearningTask.Regression => TrainingRow.NumberColumn, _ => "Label" },
        pipeline.Method == Balancing.ClassWeight ? Weight : null);

    /// <param name="pipeline">Names the trainer.</param>
    /// <param name="task">What is learnt.</param>
    /// <param name="rows">The rows that it will see: SDCA weighs their mean loss, so its L2 is 1 / (C rows).</param>
    /// <param name="seed">Seed of the environment, which this trainer has alone.</param>
    public static IEstimator<ITransformer> Create(TextPipeline pipeline, LearningTask task, long rows, long seed)
    {
        var ml = new MLContext((int)seed);
        string features = FeatureSet.Column(pipeline.Features);
        string? weight = pipeline.Method == Balancing.ClassWeight ? Weight : null;
        float ofMean = (float)(1 / (pipeline.C * rows) ?? 0), ofSum = (float)(1 / pipeline.C ?? 0);
        return (task, pipeline.Trainer) switch
        {
            (LearningTask.Regression, _) => ml.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { FeatureColumnName = features, LabelColumnName = TrainingRow.NumberColumn, L2Regularization = ofMean, BiasLearningRate = 0, NumberOfThreads = 1, MaximumNumberOfIterations = SdcaIterations }),
            (LearningTask.BinaryClassification, Sdca) => ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { FeatureColumnName = features, LabelColumnName = TrainingRow.PositiveColumn, ExampleWeightColumnName = weight, L2Regularization = ofMean, NumberOfThreads = 1, MaximumNumberOfIterations = SdcaIterations }),
            (LearningTask.BinaryClassification, Lbfgs) => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options { FeatureColumnName = features, LabelColumnName = TrainingRow.PositiveColumn, ExampleWeightColumnName = weight, L1Regularization = 0, L2Regularization = ofSum, NumberOfThreads = 1 }),
            (LearningTask.BinaryClassification, _) => Perceptron(ml, features, TrainingRow.PositiveColumn).Append(ml.BinaryClassification.Calibrators.Platt(TrainingRow.PositiveColumn)),
            (_, Sdca) => ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = features, ExampleWeightColumnName = weight, L2Regularization = ofMean, NumberOfThreads = 1, MaximumNumberOfIterations = SdcaIterations }),
            (_, Lbfgs) => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = features, ExampleWeightColumnName = weight, L1Regularization = 0, L2Regularization = ofSum, NumberOfThreads = 1 }),
            _ => ml.MulticlassClassification.Trainers.OneVersusAll(Perceptron(ml, features, "Label")),
        };
    }

    private static AveragedPerceptronTrainer Perceptron(MLContext ml, string features, string label)
        => ml.BinaryClassification.Trainers.AveragedPerceptron(new AveragedPerceptronTrainer.Options { FeatureColumnName = features, LabelColumnName = label, NumberOfIterations = PerceptronIterations });
}
