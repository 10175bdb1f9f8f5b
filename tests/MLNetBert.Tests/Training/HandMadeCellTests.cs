using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.StageTests.Training;

/// <summary>What the search says of a pipeline is what anybody gets who writes it down with ML.NET's catalogs.</summary>
public class HandMadeCellTests
{
    private const int Seed = 3;

    private static readonly LabeledText[] Rows = MailRows.Some(20, 30);

    private static readonly Lazy<TextClassifierResult> Result = new(() => new TextClassifierTrainer(
        new() { Seed = Seed, Folds = 3, Methods = ["none", "class-weight", "smote"], Trainers = ["sdca", "lbfgs"], Metric = "macro-f1", Threads = 2 }, TinyModel.Bert).Train(Rows));

    [Fact]
    public void Sdca_on_the_features_of_bert() => AssertSame(new("bert", "none", "sdca", 1), (ml, rows) =>
        ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = "BertFeatures", L2Regularization = 1f / rows, NumberOfThreads = 1, MaximumNumberOfIterations = 50 }));

    [Fact]
    public void Lbfgs_on_weighted_words() => AssertSame(new("text", "class-weight", "lbfgs", 10), (ml, _) =>
        ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = "TextFeatures", ExampleWeightColumnName = "Weight", L1Regularization = 0, L2Regularization = 0.1f, NumberOfThreads = 1 }));

    [Fact]
    public void Lbfgs_on_both_after_smote() => AssertSame(new("bert+text", "smote", "lbfgs", 1), (ml, _) =>
        ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = "Features", L1Regularization = 0, L2Regularization = 1, NumberOfThreads = 1 }));

    private static void AssertSame(TextPipeline pipeline, Func<MLContext, int, IEstimator<ITransformer>> trainer)
    {
        TextClassifierCell cell = Result.Value.Cells.Single(cell => cell.Pipeline == pipeline);
        Assert.NotEmpty(cell.Folds);
        for (int fold = 0; fold < cell.Folds.Count; fold++)
            Assert.Equal(ByHand(pipeline, fold, trainer), cell.Folds[fold]);
    }

    private static double ByHand(TextPipeline pipeline, int fold, Func<MLContext, int, IEstimator<ITransformer>> trainer)
    {
        var ml = new MLContext(Seed);
        IReadOnlyList<int> folds = Result.Value.Split.FoldOfRows;
        IDataView Load(Func<int, bool> chosen) => ml.Data.LoadFromEnumerable(Rows.Where((_, i) => chosen(folds[i])).Select(row => new Row { Text = row.Text, Label = row.Label }).ToArray());
        IDataView training = Load(of => of >= 0 && of != fold), held = Load(of => of == fold);
        ITransformer features = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.Text.FeaturizeBert("BertFeatures", "Text", TinyModel.Bert))
            .Append(ml.Transforms.Text.FeaturizeText("TextFeatures", "Text")).Fit(training);
        IDataView rows = ml.Data.Cache(features.Transform(training));
        rows = pipeline.Method switch
        {
            "class-weight" => ml.Data.AddBalancedWeights(rows),
            "smote" => ml.Data.Resample(rows, new Smote { Seed = Seed }, features: "BertFeatures"),
            _ => rows,
        };
        ITransformer joined = ml.Transforms.Concatenate("Features", "BertFeatures", "TextFeatures").Fit(rows);
        ITransformer model = trainer(new MLContext(Seed), folds.Count(of => of >= 0 && of != fold)).Fit(ml.Data.Cache(joined.Transform(rows)));
        ImbalancedEvaluation evaluation = ml.MulticlassClassification.EvaluateImbalanced(model.Transform(joined.Transform(features.Transform(held))));
        ClassConfusionMatrix confusion = evaluation.Metrics.Confusion;
        return confusion.MacroF1;
    }
}
