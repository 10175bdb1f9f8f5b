namespace MLNetBert.Resampling.Metrics;

/// <summary>
/// The measures that imbalanced classes call for, with imbalanced-learn's meanings: sensitivity, specificity, geometric
/// mean (<c>geometric_mean_score</c>) and index balanced accuracy (<c>make_index_balanced_accuracy</c> over it).
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// One thing differs on purpose: with row weights, imbalanced-learn counts true negatives from the number of rows instead
/// of the sum of the weights, so its weighted specificity (and whatever is computed from it) can leave 0 to 1. Here it cannot, and
/// whole weights give what repeating the rows gives.
/// </remarks>
public sealed class ImbalancedClassificationMetrics
{
    /// <summary>Compares predictions with the truth.</summary>
    /// <param name="truth">The true label of each row.</param>
    /// <param name="prediction">The predicted label of each row, as many as <paramref name="truth"/>.</param>
    /// <param name="weights">The weight of each row, zero or more; if none are given, each is 1.</param>
    /// <param name="labels">The classes that the averages and <see cref="PerClass"/> use, in this order; if none are given, all of truth and
    /// prediction, ascending. A label that no row has is allowed: its sensitivity is 0.</param>
    /// <exception cref="ArgumentException">There are no rows, lengths differ, a weight is bad, or a label is named twice.</exception>
    public ImbalancedClassificationMetrics(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, ReadOnlySpan<double> weights = default, ReadOnlySpan<int> labels = default)
    {
        Confusion = new ClassConfusionMatrix(truth, prediction, weights);
        ImmutableArray<int> chosen = labels.IsEmpty ? Confusion.Labels : [.. labels];
        if (chosen.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The label {twice.Key} is named twice; name each class once.", nameof(labels));
        PerClass = [.. chosen.Select(label => ImbalancedClassMetrics.From(Confusion, label))];
    }

    /// <summary>The counts from which everything here is computed, over all labels.</summary>
    public ClassConfusionMatrix Confusion { get; }

    /// <summary>The values of each chosen class, in the order of the chosen labels.</summary>
    public ImmutableArray<ImbalancedClassMetrics> PerClass { get; }

    /// <summary>The share of a class's rows that were found, averaged (imbalanced-learn's <c>sensitivity_score</c>).</summary>
    /// <param name="average">How the classes are averaged.</param>
    /// <param name="positiveLabel">The class that <see cref="MetricAverage.Binary"/> uses.</param>
    /// <exception cref="ArgumentException"><see cref="MetricAverage.Binary"/> with more than two classes, or with a positive label that no row has.</exception>
    public double Sensitivity(MetricAverage average = MetricAverage.Macro, int positiveLabel = 1) =>
        Average(average, positiveLabel, c => c.TruePositives, c => c.Support, c => c.Sensitivity);

    /// <summary>The share of the other classes' rows that were left out of a class, averaged (imbalanced-learn's <c>specificity_score</c>).</summary>
    /// <inheritdoc cref="Sensitivity"/>
    public double Specificity(MetricAverage average = MetricAverage.Macro, int positiveLabel = 1) =>
        Average(average, positiveLabel, c => c.TrueNegatives, c => c.TrueNegatives + c.FalsePositives, c => c.Specificity);

    /// <summary>
    /// With <see cref="MetricAverage.Multiclass"/>, the geometric mean of the recalls; otherwise the root of averaged
    /// sensitivity times averaged specificity (imbalanced-learn's <c>geometric_mean_score</c>; Kubat and Matwin, 1997).
    /// </summary>
    /// <param name="average">How the classes are averaged.</param>
    /// <param name="correction">Replaces a recall of 0 with <see cref="MetricAverage.Multiclass"/>, so that one class that is never found does not make the result 0.</param>
    /// <param name="positiveLabel">The class that <see cref="MetricAverage.Binary"/> uses.</param>
    /// <exception cref="ArgumentException"><see cref="MetricAverage.Binary"/> with more than two classes, or with a positive label that no row has.</exception>
    public double GeometricMean(MetricAverage average = MetricAverage.Multiclass, double correction = 0, int positiveLabel = 1)
    {
        if (average != MetricAverage.Multiclass)
            return Math.Sqrt(Sensitivity(average, positiveLabel) * Specificity(average, positiveLabel));
        return Math.Exp(PerClass.Average(c => Math.Log(c.Sensitivity == 0 ? correction : c.Sensitivity)));
    }

    /// <summary>The geometric mean, corrected by <see cref="IndexBalanced"/>; with <see cref="MetricAverage.Multiclass"/> by the macro averages.</summary>
    /// <param name="average">How the classes are averaged.</param>
    /// <param name="alpha">How strongly the difference between sensitivity and specificity counts.</param>
    /// <param name="squared">Whether the geometric mean is squared first, as in the paper.</param>
    /// <param name="correction">Replaces a recall of 0 with <see cref="MetricAverage.Multiclass"/>.</param>
    /// <param name="positiveLabel">The class that <see cref="MetricAverage.Binary"/> uses.</param>
    /// <exception cref="ArgumentException"><see cref="MetricAverage.Binary"/> with more than two classes, or with a positive label that no row has.</exception>
    public double IndexBalancedAccuracy(MetricAverage average = MetricAverage.Multiclass, double alpha = 0.1, bool squared = true, double correction = 0, int positiveLabel = 1) =>
        IndexBalanced(GeometricMean(average, correction, positiveLabel), Sensitivity(average, positiveLabel), Specificity(average, positiveLabel), alpha, squared);

    /// <summary>
    /// Any score times 1 + alpha (sensitivity - specificity): of two equal scores, the one that finds more of the class ranks
    /// higher (García, Sánchez and Mollineda, 2012; imbalanced-learn's <c>make_index_balanced_accuracy</c>).
    /// </summary>
    /// <param name="score">The score, from 0 to 1.</param>
    /// <param name="sensitivity">The sensitivity of the same predictions.</param>
    /// <param name="specificity">The specificity of the same predictions.</param>
    /// <param name="alpha">How strongly the difference counts.</param>
    /// <param name="squared">Whether the score is squared first, as in the paper.</param>
    public static double IndexBalanced(double score, double sensitivity, double specificity, double alpha = 0.1, bool squared = true) =>
        (1 + (alpha * (sensitivity - specificity))) * (squared ? score * score : score);

    private double Average(
        MetricAverage average, int positiveLabel, Func<ImbalancedClassMetrics, double> part, Func<ImbalancedClassMetrics, double> whole, Func<ImbalancedClassMetrics, double> ratio)
    {
        switch (average)
        {
            case MetricAverage.Macro or MetricAverage.Multiclass:
                return PerClass.Average(ratio);
            case MetricAverage.Micro:
                return ClassConfusionMatrix.Ratio(PerClass.Sum(part), PerClass.Sum(whole), 0);
            case MetricAverage.Weighted:
                return ClassConfusionMatrix.Ratio(PerClass.Sum(c => c.Support * ratio(c)), PerClass.Sum(c => c.Support), 0);
            case MetricAverage.Binary:
                return Positive(positiveLabel) is { } positive ? ratio(positive) : 0;
            default:
                throw new ArgumentOutOfRangeException(nameof(average), average, "The average is none of MetricAverage's.");
        }
    }

    private ImbalancedClassMetrics? Positive(int positiveLabel)
    {
        ImmutableArray<int> present = Confusion.Labels;
        if (present.Length > 2)
            throw new ArgumentException($"The rows have {present.Length} classes ({string.Join(", ", present.Take(10).Select(label => $"{label}"))}{(present.Length > 10 ? ", ..." : "")}), but the average Binary is for two; choose Macro, Micro, Weighted or Multiclass.", "average");
        if (present.Contains(positiveLabel))
            return ImbalancedClassMetrics.From(Confusion, positiveLabel);
        return present.Length < 2
            ? null
            : throw new ArgumentException($"No row has the positive label {positiveLabel}; choose one of {present[0]} and {present[1]}.", nameof(positiveLabel));
    }
}
