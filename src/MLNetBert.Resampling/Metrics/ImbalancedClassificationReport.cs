using System.Text;

namespace MLNetBert.Resampling.Metrics;

/// <summary>
/// Precision, recall, specificity, F1, geometric mean, index balanced accuracy and support of every class, as numbers and
/// as the table that imbalanced-learn's <c>classification_report_imbalanced</c> prints. Immutable and thread-safe.
/// </summary>
public sealed class ImbalancedClassificationReport
{
    private const string AverageName = "avg / total";
    private static readonly string[] Headers = ["pre", "rec", "spe", "f1", "geo", "iba", "sup"];
    private readonly bool _wholeSupport;

    /// <summary>Makes the report.</summary>
    /// <param name="metrics">The comparison to report; it has one line for each of its chosen labels.</param>
    /// <param name="names">A name for each line, in the order of the labels; null for the labels themselves.</param>
    /// <param name="alpha">The weight of the index balanced accuracy's correction.</param>
    /// <param name="zeroDivision">Replaces a precision, recall or F1 that would divide by zero.</param>
    /// <exception cref="ArgumentException">There are not as many names as labels.</exception>
    public ImbalancedClassificationReport(ImbalancedClassificationMetrics metrics, IReadOnlyList<string>? names = null, double alpha = 0.1, double zeroDivision = 0)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (names != null && names.Count != metrics.PerClass.Length)
            throw new ArgumentException($"There are {names.Count} names but {metrics.PerClass.Length} classes; give one for each.", nameof(names));
        ClassConfusionMatrix confusion = metrics.Confusion;
        Rows = [.. metrics.PerClass.Select((c, i) =>
        {
            string name = names?[i] ?? c.Label.ToString(CultureInfo.InvariantCulture);
            int index = confusion.Labels.BinarySearch(c.Label);
            (double precision, double recall, double f1) = index < 0
                ? (zeroDivision, zeroDivision, zeroDivision)
                : (confusion.Precision(index, zeroDivision), confusion.Recall(index, zeroDivision), confusion.F1(index, zeroDivision));
            return new ImbalancedReportRow(name, precision, recall, c.Specificity, f1, c.GeometricMean, c.IndexBalancedAccuracy(alpha), c.Support);
        })];
        TotalSupport = Rows.Sum(row => row.Support);
        Average = new(AverageName, Mean(r => r.Precision), Mean(r => r.Recall), Mean(r => r.Specificity), Mean(r => r.F1), Mean(r => r.GeometricMean), Mean(r => r.IndexBalancedAccuracy), TotalSupport);

        // scikit-learn's supports become floating-point numbers if not a single row is right, and the text shows it.
        _wholeSupport = !confusion.IsWeighted && confusion.Accuracy > 0;
    }

    /// <summary>One line per class.</summary>
    public ImmutableArray<ImbalancedReportRow> Rows { get; }

    /// <summary>The averages over the classes, weighted by support.</summary>
    public ImbalancedReportRow Average { get; }

    /// <summary>The rows (or weight) of all lines.</summary>
    public double TotalSupport { get; }

    /// <summary>The table with two digits.</summary>
    public override string ToString() => ToString(2);

    /// <summary>The table, with lines ended by a line feed, in the same widths as imbalanced-learn's.</summary>
    /// <param name="digits">Digits after the point, 0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of digits is not from 0 to 15.</exception>
    public string ToString(int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
        int width = Math.Max(digits, Rows.Append(Average).Max(row => row.Name.EnumerateRunes().Count()));
        var text = new StringBuilder();
        Line(text, width, "", Headers);
        text.Append('\n');
        foreach (ImbalancedReportRow row in Rows)
            Line(text, width, row, digits);
        text.Append('\n');
        Line(text, width, Average, digits);
        return text.ToString();
    }

    private void Line(StringBuilder text, int width, ImbalancedReportRow row, int digits)
    {
        double[] values = [row.Precision, row.Recall, row.Specificity, row.F1, row.GeometricMean, row.IndexBalancedAccuracy];
        Line(text, width, row.Name, [.. values.Select(value => PythonNumbers.Fixed(value, digits)), Support(row.Support)]);
    }

    private static void Line(StringBuilder text, int width, string name, string[] values)
    {
        text.Append(' ', width - name.EnumerateRunes().Count()).Append(name).Append("  ");
        text.AppendJoin(' ', values.Select(value => value.PadLeft(9))).Append('\n');
    }

    private string Support(double support) => _wholeSupport ? support.ToString("F0", CultureInfo.InvariantCulture) : PythonNumbers.Shortest(support);

    private double Mean(Func<ImbalancedReportRow, double> value) =>
        ClassConfusionMatrix.Ratio(Rows.Sum(row => row.Support * value(row)), TotalSupport, 0);
}
