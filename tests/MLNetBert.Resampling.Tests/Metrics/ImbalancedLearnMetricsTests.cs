using System.Text.Json;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Tests.Metrics;

/// <summary>Every entry of imbalanced-learn's recorded metrics; where weights make its specificity wrong, WeightedSpecificityTests takes over.</summary>
public class ImbalancedLearnMetricsTests
{
    public static TheoryData<string> Names => MetricsCase.Names;

    [Theory, MemberData(nameof(Names))]
    public void Every_entry_is_what_imbalanced_learn_gives(string name)
    {
        var data = MetricsCase.Named(name);
        int compared = 0, leftToWeightedSpecificity = 0;
        foreach (JsonProperty entry in data.Expected.EnumerateObject())
        {
            (string function, Dictionary<string, string> options) = MetricsCase.Parse(entry.Name);
            if (options.ContainsKey("weights") && TakesSpecificity(function, options))
            {
                leftToWeightedSpecificity++;
                continue;
            }

            if (entry.Value.TryGetProperty("error", out _))
                Assert.ThrowsAny<Exception>(() => Compare(data, function, options, entry));
            else
                Compare(data, function, options, entry);
            compared++;
        }

        Assert.Equal(data.Expected.EnumerateObject().Count(), compared + leftToWeightedSpecificity);
        Assert.True(compared >= 40, $"only {compared} entries were compared");
    }

    [Fact]
    public void Errors_name_what_to_change()
    {
        var three = MetricsCase.Named("three");
        ArgumentException binary = Assert.Throws<ArgumentException>(() => three.Metrics().GeometricMean(MetricAverage.Binary));
        Assert.Contains("3 classes (0, 1, 2)", binary.Message);
        var notInTruth = MetricsCase.Named("not_in_truth");
        BadInputException missing = Assert.Throws<BadInputException>(() => OrdinalMetrics.MacroAveragedMeanAbsoluteError(notInTruth.Truth, notInTruth.Prediction));
        Assert.Contains("class 2", missing.Message);
    }

    // The g-mean of recalls needs no specificity; everything else of these does, the report apart from its own columns.
    private static bool TakesSpecificity(string function, Dictionary<string, string> options) =>
        function is "specificity_score" or "sensitivity_specificity_support" or "iba(geometric_mean_score)" or "classification_report_imbalanced"
        || (function == "geometric_mean_score" && options["average"] != "multiclass");

    private static void Compare(MetricsCase data, string function, Dictionary<string, string> options, JsonProperty entry)
    {
        int[]? labels = options.TryGetValue("labels", out string? text) ? [.. text.Trim('[', ']').Split(';').Select(int.Parse)] : null;
        ImbalancedClassificationMetrics metrics = data.Metrics(options.ContainsKey("weights"), labels);
        if (function == "classification_report_imbalanced")
        {
            CompareReport(metrics, options, entry);
            return;
        }

        bool perClass = options.GetValueOrDefault("average") == "None";
        MetricAverage average = perClass ? default : Enum.Parse<MetricAverage>(options.GetValueOrDefault("average", "multiclass"), ignoreCase: true);
        int positive = int.Parse(options.GetValueOrDefault("pos_label", "1"));
        double alpha = double.Parse(options.GetValueOrDefault("alpha", "0.1")), correction = double.Parse(options.GetValueOrDefault("correction", "0"));
        bool squared = options.GetValueOrDefault("squared") != "False";
        double[] actual = (function, perClass) switch
        {
            ("sensitivity_score", true) => [.. metrics.PerClass.Select(c => c.Sensitivity)],
            ("sensitivity_score", false) => [metrics.Sensitivity(average, positive)],
            ("specificity_score", true) => [.. metrics.PerClass.Select(c => c.Specificity)],
            ("specificity_score", false) => [metrics.Specificity(average, positive)],
            ("geometric_mean_score", true) => [.. metrics.PerClass.Select(c => c.GeometricMean)],
            ("geometric_mean_score", false) => [metrics.GeometricMean(average, correction, positive)],
            ("iba(geometric_mean_score)", true) => [.. metrics.PerClass.Select(c => c.IndexBalancedAccuracy(alpha, squared))],
            ("iba(geometric_mean_score)", false) => [metrics.IndexBalancedAccuracy(average, alpha, squared, correction, positive)],
            ("sensitivity_specificity_support", true) =>
                [.. metrics.PerClass.Select(c => c.Sensitivity), .. metrics.PerClass.Select(c => c.Specificity), .. metrics.PerClass.Select(c => c.Support)],
            ("sensitivity_specificity_support", false) => [metrics.Sensitivity(average, positive), metrics.Specificity(average, positive)],
            ("macro_averaged_mean_absolute_error", _) =>
                [OrdinalMetrics.MacroAveragedMeanAbsoluteError(data.Truth, data.Prediction, data.WeightsIf(options.ContainsKey("weights")))],
            _ => throw new InvalidOperationException(entry.Name),
        };
        JsonElement result = entry.Value.GetProperty("result");
        double[] expected = function == "sensitivity_specificity_support" && perClass
            ? [.. result.EnumerateArray().SelectMany(MetricsCase.Numbers)]
            : MetricsCase.Numbers(result);
        MetricsCase.Same(expected, actual, $"{data.Name} {entry.Name}");
    }

    private static void CompareReport(ImbalancedClassificationMetrics metrics, Dictionary<string, string> options, JsonProperty entry)
    {
        string[]? names = options.ContainsKey("names") ? [.. metrics.PerClass.Select(c => $"a longer class name {c.Label}")] : null;
        var report = new ImbalancedClassificationReport(metrics, names, zeroDivision: double.Parse(options.GetValueOrDefault("zero_division", "0")));
        JsonElement result = entry.Value.GetProperty("result");
        if (options.ContainsKey("text"))
        {
            string text = options.TryGetValue("digits", out string? digits) ? report.ToString(int.Parse(digits)) : report.ToString();
            Assert.Equal(result.GetString(), text);
            return;
        }

        foreach (ImbalancedReportRow row in report.Rows)
        {
            JsonElement line = result.GetProperty(row.Name);
            MetricsCase.Same(
                [.. new[] { "pre", "rec", "spe", "f1", "geo", "iba", "sup" }.Select(column => MetricsCase.Number(line.GetProperty(column)))],
                [row.Precision, row.Recall, row.Specificity, row.F1, row.GeometricMean, row.IndexBalancedAccuracy, row.Support],
                $"{entry.Name} {row.Name}");
        }

        ImbalancedReportRow total = report.Average;
        MetricsCase.Same(
            [.. new[] { "avg_pre", "avg_rec", "avg_spe", "avg_f1", "avg_geo", "avg_iba", "total_support" }.Select(column => MetricsCase.Number(result.GetProperty(column)))],
            [total.Precision, total.Recall, total.Specificity, total.F1, total.GeometricMean, total.IndexBalancedAccuracy, report.TotalSupport],
            $"{entry.Name} total");
        Assert.Equal(report.Rows.Length + 7, result.EnumerateObject().Count());
    }
}
