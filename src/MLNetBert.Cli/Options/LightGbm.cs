using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace MLNetBert.Cli.Options;

/// <summary>
/// LightGBM, by ML.NET's package for it. It takes far longer than the trainers of the library, so it is tried only if it is named, or if a time budget ends the search. ML.NET
/// fits one at a time, here on one thread: with more, sums are added in another order.
/// </summary>
internal static class LightGbm
{
    /// <summary>Its name for --trainers.</summary>
    public const string Name = "lightgbm";

    /// <summary>The package that models need which were trained by it.</summary>
    public const string Package = "Microsoft.ML.LightGbm";

    /// <summary>Whether its native library can be loaded here.</summary>
    public static bool IsThere => NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmBinaryTrainer).Assembly, null, out _);

    /// <summary>The package's version.</summary>
    public static string Version => FileVersionInfo.GetVersionInfo(typeof(LightGbmBinaryTrainer).Assembly.Location).ProductVersion!.Split('+')[0];

    /// <summary>The trainer.</summary>
    public static AdditionalTrainer Trainer(int seed) => new(Name, request => Create(request, seed)) { TakesWeights = true };

    private static IEstimator<ITransformer> Create(TrainerRequest request, int seed) => request.Task switch
    {
        LearningTask.BinaryClassification => request.Context.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            FeatureColumnName = request.FeatureColumnName,
            LabelColumnName = request.LabelColumnName,
            ExampleWeightColumnName = request.ExampleWeightColumnName,
            NumberOfThreads = 1,
            Seed = seed,
        }),
        LearningTask.Regression => request.Context.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            FeatureColumnName = request.FeatureColumnName,
            LabelColumnName = request.LabelColumnName,
            NumberOfThreads = 1,
            Seed = seed,
        }),
        _ => request.Context.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            FeatureColumnName = request.FeatureColumnName,
            LabelColumnName = request.LabelColumnName,
            ExampleWeightColumnName = request.ExampleWeightColumnName,
            NumberOfThreads = 1,
            Seed = seed,
        }),
    };
}
