namespace MLNetBert.Resampling.Metrics;

/// <summary>A line of <see cref="ImbalancedClassificationReport"/>.</summary>
/// <param name="Name">The class's name, or <c>avg / total</c>.</param>
/// <param name="Precision">The share of the rows predicted as the class that belong to it.</param>
/// <param name="Recall">The share of the class's rows that were found.</param>
/// <param name="Specificity">The share of the other rows that were not taken for it.</param>
/// <param name="F1">The harmonic mean of precision and recall.</param>
/// <param name="GeometricMean">The root of sensitivity times specificity.</param>
/// <param name="IndexBalancedAccuracy">The geometric mean squared, corrected by how far sensitivity exceeds specificity.</param>
/// <param name="Support">Rows (or weight) of the class in the truth.</param>
public sealed record ImbalancedReportRow(
    string Name, double Precision, double Recall, double Specificity, double F1, double GeometricMean, double IndexBalancedAccuracy, double Support);
