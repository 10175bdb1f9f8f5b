namespace MLNetBert.Resampling.Metrics;

/// <summary>The counts (or sums of weights) and ratios of one class against the rest.</summary>
/// <param name="Label">The class.</param>
/// <param name="TruePositives">Its rows predicted as such.</param>
/// <param name="FalsePositives">Other rows predicted as this class.</param>
/// <param name="TrueNegatives">Other rows predicted as other classes.</param>
/// <param name="Support">Its rows in the truth.</param>
public sealed record ImbalancedClassMetrics(int Label, double TruePositives, double FalsePositives, double TrueNegatives, double Support)
{
    /// <summary>The share of its rows that were found (recall); 0 if it has none.</summary>
    public double Sensitivity => ClassConfusionMatrix.Ratio(TruePositives, Support, 0);

    /// <summary>The share of the other rows that were not taken for it; 0 if there are no others.</summary>
    public double Specificity => ClassConfusionMatrix.Ratio(TrueNegatives, TrueNegatives + FalsePositives, 0);

    /// <summary>The root of sensitivity times specificity.</summary>
    public double GeometricMean => Math.Sqrt(Sensitivity * Specificity);

    /// <summary>The geometric mean, corrected by <see cref="ImbalancedClassificationMetrics.IndexBalanced"/>.</summary>
    public double IndexBalancedAccuracy(double alpha = 0.1, bool squared = true) =>
        ImbalancedClassificationMetrics.IndexBalanced(GeometricMean, Sensitivity, Specificity, alpha, squared);

    internal static ImbalancedClassMetrics From(ClassConfusionMatrix confusion, int label)
    {
        int index = confusion.Labels.BinarySearch(label);
        if (index < 0)
            return new(label, 0, 0, confusion.Total, 0);
        double truePositives = confusion.TruePositives(index);
        double falsePositives = 0;
        for (int other = 0; other < confusion.Labels.Length; other++)
            falsePositives += other == index ? 0 : confusion[other, index];
        return new(label, truePositives, falsePositives, confusion.TrueNegatives(index), confusion.Support(index));
    }
}
