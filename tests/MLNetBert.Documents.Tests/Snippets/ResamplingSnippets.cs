using Microsoft.ML;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Metrics;

namespace Documents.Snippets;

/// <summary>The snippets of docs/resampling.md.</summary>
public class ResamplingSnippets
{
    [Fact]
    public void Rows_and_labels()
    {
        var random = new Random(1);
        FeatureMatrix features = FeatureMatrix.FromRows([.. Enumerable.Range(0, 60).Select(_ => new[] { random.NextSingle(), random.NextSingle() })]);
        int[] labels = [.. Enumerable.Range(0, 60).Select(row => row < 12 ? 1 : 0)];
        #region sampler
        var sampler = new Smote { KNeighbors = 5, SamplingStrategy = SamplingStrategy.Ratio(0.5), Seed = 1 };
        ResampleResult balanced = sampler.Resample(features, labels);   // FeatureMatrix, int[]
        ResampleResult another = (sampler with { Seed = 2 }).Resample(features, labels);
        #endregion
        Assert.Equal(balanced.Rows, another.Rows);
        Assert.Equal(48 + 24, balanced.Rows);
    }

    [Fact]
    public void A_view()
    {
        (MLContext ml, IDataView view) = Featurized();
        var preparation = ml.Transforms.NormalizeMinMax("Features");
        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        IDataView training = view;
        #region view
        var features = preparation.Fit(training).Transform(training);                     // training rows only
        IDataView balanced = ml.Data.Resample(features, new Smote { KNeighbors = 5 }, label: "Label", features: "Features");
        var model = trainer.Fit(balanced);
        #endregion
        Assert.NotNull(model);
        Assert.True(balanced.Preview(10_000).RowView.Length > view.Preview(10_000).RowView.Length);
    }

    [Fact]
    public void Cross_validation()
    {
        (MLContext ml, IDataView data) = Featurized();
        var preparation = ml.Transforms.NormalizeMinMax("Features");
        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        #region cross-validation
        var folds = ml.MulticlassClassification.CrossValidateResampled(data, new Smote(), trainer, preparation);      // null in place of the sampler: rows as they are
        var all = ml.MulticlassClassification.EvaluateImbalanced(folds.Select(fold => fold.ScoredHoldOutSet));         // every row tested once
        Console.Write(all.Report);                                                                                    // imbalanced-learn's table
        double g = all.Metrics.GeometricMean();
        #endregion
        Assert.InRange(g, 0, 1);
    }

    [Fact]
    public void Metrics_of_predictions()
    {
        int[] truth = [0, 0, 0, 1, 1, 2], predicted = [0, 0, 1, 1, 1, 2];
        string[] names = ["ham", "hard ham", "spam"];
        #region metrics
        var metrics = new ImbalancedClassificationMetrics(truth, predicted);
        double g = metrics.GeometricMean();                       // over the classes' recalls
        Console.Write(new ImbalancedClassificationReport(metrics, names));
        #endregion
        Assert.Equal(Math.Cbrt(2.0 / 3), g, 1e-12);
    }

    // All mails of the small class count: a fold needs more rows than neighbours.
    private static (MLContext Context, IDataView Data) Featurized()
    {
        var ml = new MLContext(seed: 1);
        IDataView mails = Mails.Load(ml);
        return (ml, ml.Data.Cache(ml.Transforms.Text.FeaturizeBert("Features", "Text").Append(ml.Transforms.Conversion.MapValueToKey("Label")).Fit(mails).Transform(mails)));
    }
}
