using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Tests.Metrics;

/// <summary>
/// Weighted specificity is the weighted recall of the rest, as scikit-learn computes it, where imbalanced-learn mixes the
/// number of rows with weights; and what is made of it follows the formulas.
/// </summary>
public class WeightedSpecificityTests
{
    public static TheoryData<string> Names => MetricsCase.Names;

    [Theory, MemberData(nameof(Names))]
    public void Scikit_learns_recall_of_the_rest(string name)
    {
        var data = MetricsCase.Named(name);
        foreach (bool weighted in new[] { false, true })
        {
            JsonElement sklearn = data.Sklearn.GetProperty(weighted ? "weighted" : "unweighted");
            ImbalancedClassificationMetrics metrics = data.Metrics(weighted);
            ClassConfusionMatrix confusion = metrics.Confusion;
            MetricsCase.Same([.. sklearn.GetProperty("specificity").EnumerateObject().Select(p => p.Value.GetDouble())], [.. metrics.PerClass.Select(c => c.Specificity)], name);
            MetricsCase.Same(
                [.. sklearn.GetProperty("confusion_matrix").EnumerateArray().SelectMany(row => MetricsCase.Numbers(row))],
                [.. from t in Enumerable.Range(0, confusion.Labels.Length) from p in Enumerable.Range(0, confusion.Labels.Length) select confusion[t, p]],
                name);
            MetricsCase.Same([sklearn.GetProperty("balanced_accuracy").GetDouble()], [confusion.BalancedAccuracy], name);
            MetricsCase.Same([sklearn.GetProperty("macro_f1").GetDouble()], [confusion.MacroF1], name);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Averages_and_scores_follow_their_formulas(string name)
    {
        var data = MetricsCase.Named(name);
        ImbalancedClassificationMetrics metrics = data.Metrics(weighted: true);
        double[] specificity = [.. data.Sklearn.GetProperty("weighted").GetProperty("specificity").EnumerateObject().Select(p => p.Value.GetDouble())];
        double[] sensitivity = MetricsCase.Numbers(data.Expected.GetProperty("sensitivity_score,average=None,weights").GetProperty("result"));
        double[] support = MetricsCase.Numbers(data.Expected.GetProperty("sensitivity_specificity_support,average=None,weights").GetProperty("result")[2]);
        double weightedSpecificity = support.Zip(specificity, (w, s) => w * s).Sum() / support.Sum();
        double weightedSensitivity = support.Zip(sensitivity, (w, s) => w * s).Sum() / support.Sum();
        double macroGap = 1 + (0.5 * (sensitivity.Average() - specificity.Average()));
        double recalls = MetricsCase.Number(data.Expected.GetProperty("geometric_mean_score,average=multiclass,weights").GetProperty("result"));
        MetricsCase.Same(
            [
                specificity.Average(), weightedSpecificity,
                Math.Sqrt(weightedSensitivity * weightedSpecificity),
                macroGap * recalls * recalls, macroGap * sensitivity.Average() * specificity.Average(),
            ],
            [
                metrics.Specificity(MetricAverage.Macro), metrics.Specificity(MetricAverage.Weighted),
                metrics.GeometricMean(MetricAverage.Weighted),
                metrics.IndexBalancedAccuracy(MetricAverage.Multiclass, alpha: 0.5), metrics.IndexBalancedAccuracy(MetricAverage.Macro, alpha: 0.5),
            ],
            name);

        var report = new ImbalancedClassificationReport(metrics);
        JsonElement recorded = data.Expected.GetProperty("classification_report_imbalanced,dict,weights").GetProperty("result");
        foreach (string column in new[] { "pre", "rec", "f1", "sup" })
        {
            MetricsCase.Same(
                [.. report.Rows.Select(row => recorded.GetProperty(row.Name).GetProperty(column).GetDouble())],
                [.. report.Rows.Select(row => column switch { "pre" => row.Precision, "rec" => row.Recall, "f1" => row.F1, _ => row.Support })],
                $"{name} {column}");
        }

        MetricsCase.Same(specificity, [.. report.Rows.Select(row => row.Specificity)], name);
        Assert.Equal(weightedSpecificity, report.Average.Specificity, 1e-12);
    }

    [Fact]
    public void Whole_weights_are_repeated_rows()
    {
        Gen<List<(int, int, int)>> rows = Gen.Choose(0, 3).Three().NonEmptyListOf();
        Check.QuickThrowOnFailure(Prop.ForAll(rows.ToArbitrary(), list =>
        {
            (int Truth, int Prediction, int Weight)[] kept = [.. list.Select(r => (r.Item1, r.Item2, r.Item3 + 1))];
            (int Truth, int Prediction)[] repeated = [.. kept.SelectMany(r => Enumerable.Repeat((r.Truth, r.Prediction), r.Weight))];
            var weighted = new ImbalancedClassificationMetrics([.. kept.Select(r => r.Truth)], [.. kept.Select(r => r.Prediction)], [.. kept.Select(r => (double)r.Weight)]);
            var plain = new ImbalancedClassificationMetrics([.. repeated.Select(r => r.Truth)], [.. repeated.Select(r => r.Prediction)]);
            foreach (MetricAverage average in new[] { MetricAverage.Macro, MetricAverage.Micro, MetricAverage.Weighted, MetricAverage.Multiclass })
            {
                Assert.InRange(weighted.Specificity(average), 0, 1 + 1e-12);
                MetricsCase.Same(
                    [plain.Sensitivity(average), plain.Specificity(average), plain.GeometricMean(average), plain.IndexBalancedAccuracy(average)],
                    [weighted.Sensitivity(average), weighted.Specificity(average), weighted.GeometricMean(average), weighted.IndexBalancedAccuracy(average)],
                    average.ToString());
            }
        }));
    }

    [Fact]
    public void Bad_rows_are_named()
    {
        Assert.Contains("There are 3 true labels but 2 predictions", Assert.Throws<ArgumentException>(() => new ClassConfusionMatrix([0, 1, 1], [0, 1])).Message);
        Assert.Contains("weight of row 1", Assert.Throws<ArgumentException>(() => new ClassConfusionMatrix([0, 1], [0, 1], [1, -1])).Message);
        Assert.Contains("No rows", Assert.Throws<ArgumentException>(() => new ClassConfusionMatrix([], [])).Message);
        Assert.Contains("named twice", Assert.Throws<ArgumentException>(() => new ImbalancedClassificationMetrics([0, 1], [0, 1], labels: [1, 1])).Message);
    }
}
