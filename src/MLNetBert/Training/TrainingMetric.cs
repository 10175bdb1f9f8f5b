using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Training;

/// <summary>The metrics by name. For all, more is better: errors are negative inside.</summary>
internal static class TrainingMetric
{
    public static readonly IReadOnlyList<string> OfClasses = ["balanced-accuracy", "macro-f1", "accuracy", "geometric-mean"];

    public static readonly IReadOnlyList<string> OfNumbers = ["r2", "mae", "rmse"];

    /// <summary>A metric from counts by truth and prediction.</summary>
    public static double Of(string metric, ClassConfusionMatrix counts) => metric switch
    {
        "balanced-accuracy" => counts.BalancedAccuracy,
        "macro-f1" => counts.MacroF1,
        "accuracy" => counts.Accuracy,
        _ => GeometricMean(counts),
    };

    /// <summary>A metric from numbers and their estimates.</summary>
    public static double Of(string metric, IReadOnlyList<double> truth, IReadOnlyList<double> estimates)
    {
        double[] errors = [.. truth.Zip(estimates, (t, e) => t - e)];
        if (metric == "mae")
            return -errors.Average(Math.Abs);
        double squared = errors.Average(error => error * error), mean = truth.Average();
        if (metric == "rmse")
            return -Math.Sqrt(squared);
        double variance = truth.Average(value => (value - mean) * (value - mean));
        return variance == 0 ? 0 : 1 - (squared / variance);
    }

    /// <summary>The value as users know it: errors without the sign.</summary>
    public static double Shown(string metric, double value) => metric is "mae" or "rmse" ? -value : value;

    /// <summary>The default, and why.</summary>
    public static (string Metric, string Why) Choose(TrainingRows rows)
    {
        if (rows.Numbers != null)
            return ("r2", "the usual for numbers");
        int smallest = Enumerable.Range(0, rows.ClassNames.Length).MinBy(label => rows.Classes.Count(c => c == label));
        double share = rows.Classes.Count(label => label == smallest) / (double)rows.Count, even = 1.0 / rows.ClassNames.Length;
        string described = string.Create(CultureInfo.InvariantCulture, $"class {rows.ClassNames[smallest]} has {100 * share:0.#} % of the rows, {(share < even / 3 ? "less than" : "at least")} a third of an even share");
        return share < even / 3 ? ("balanced-accuracy", described) : ("macro-f1", described);
    }

    private static double GeometricMean(ClassConfusionMatrix counts)
    {
        double[] recalls = [.. Enumerable.Range(0, counts.Labels.Length).Where(i => counts.Support(i) > 0).Select(i => counts.Recall(i))];
        return recalls.Contains(0) ? 0 : Math.Exp(recalls.Average(Math.Log));
    }
}
