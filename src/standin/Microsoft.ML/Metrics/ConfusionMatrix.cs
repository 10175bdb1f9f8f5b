using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How many rows of a class (first index) were taken for a class (second index).</summary>
public sealed class ConfusionMatrix
{
    private readonly string[] _names;

    internal ConfusionMatrix(double[][] counts, string[] names)
    {
        _names = names;
        Counts = counts;
        NumberOfClasses = counts.Length;
        PerClassRecall = [.. counts.Select((row, k) => Ratio(row[k], row.Sum()))];
        PerClassPrecision = [.. counts.Select((row, k) => Ratio(row[k], counts.Sum(r => r[k])))];
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
        => Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];

    public string GetFormattedConfusionTable()
    {
        var width = Math.Max(10, _names.Max(n => n.Length) + 2);
        var text = new StringBuilder("Confusion table\n").Append("TRUTH \\ PREDICTED".PadRight(20));
        foreach (var name in _names)
            text.Append(name.PadLeft(width));
        text.AppendLine("Recall".PadLeft(width));
        for (var k = 0; k < NumberOfClasses; k++)
        {
            text.Append(_names[k].PadRight(20));
            foreach (var count in Counts[k])
                text.Append(FormattableString.Invariant($"{count:0}").PadLeft(width));
            text.AppendLine(FormattableString.Invariant($"{PerClassRecall[k]:0.0000}").PadLeft(width));
        }

        text.Append("Precision".PadRight(20));
        foreach (var precision in PerClassPrecision)
            text.Append(FormattableString.Invariant($"{precision:0.0000}").PadLeft(width));
        return text.AppendLine().ToString();
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
