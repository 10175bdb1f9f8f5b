namespace Microsoft.ML.Data;

public class BinaryClassificationMetrics
{
    internal BinaryClassificationMetrics(ConfusionMatrix matrix, double areaUnderRocCurve)
    {
        // The first class is the positive one.
        ConfusionMatrix = matrix;
        AreaUnderRocCurve = areaUnderRocCurve;
        Accuracy = (matrix.Counts[0][0] + matrix.Counts[1][1]) / matrix.Counts.Sum(row => row.Sum());
        (PositivePrecision, NegativePrecision) = (matrix.PerClassPrecision[0], matrix.PerClassPrecision[1]);
        (PositiveRecall, NegativeRecall) = (matrix.PerClassRecall[0], matrix.PerClassRecall[1]);
        F1Score = PositivePrecision + PositiveRecall == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall);
    }

    public double AreaUnderRocCurve { get; }

    public double Accuracy { get; }

    public double PositivePrecision { get; }

    public double PositiveRecall { get; }

    public double NegativePrecision { get; }

    public double NegativeRecall { get; }

    public double F1Score { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}

public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(ConfusionMatrix matrix, double areaUnderRocCurve, double logLoss) : base(matrix, areaUnderRocCurve)
        => LogLoss = logLoss;

    /// <summary>In bits, as ML.NET's is for two classes.</summary>
    public double LogLoss { get; }
}

internal static class BinaryEvaluation
{
    public static CalibratedBinaryClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, string probabilityName, string predictedName)
    {
        var (matrix, rows) = Read(data, labelName, scoreName, predictedName);
        var probability = data.Schema.Require("probability", probabilityName);
        var loss = data.GetColumn<float>(probability.Name).Zip(rows, (p, row) => -Math.Log2(Math.Max(1e-15, row.Positive ? p : 1 - p))).Sum();
        return new(matrix, AreaUnderRocCurve(rows), loss / rows.Count);
    }

    public static BinaryClassificationMetrics EvaluateNonCalibrated(IDataView data, string labelName, string scoreName, string predictedName)
    {
        var (matrix, rows) = Read(data, labelName, scoreName, predictedName);
        return new(matrix, AreaUnderRocCurve(rows));
    }

    private static (ConfusionMatrix Matrix, List<(float Score, bool Positive)> Rows) Read(IDataView data, string labelName, string scoreName, string predictedName)
    {
        var label = data.Schema.Require("label", labelName);
        var score = data.Schema.Require("score", scoreName);
        var predicted = data.Schema.Require("predicted label", predictedName);
        double[][] counts = [new double[2], new double[2]];
        var rows = new List<(float Score, bool Positive)>();
        using var cursor = data.GetRowCursor([label, score, predicted]);
        var getLabel = cursor.GetGetter<bool>(label);
        var getScore = cursor.GetGetter<float>(score);
        var getPredicted = cursor.GetGetter<bool>(predicted);
        bool actual = false, taken = false;
        float s = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref actual);
            getScore(ref s);
            getPredicted(ref taken);
            counts[actual ? 0 : 1][taken ? 0 : 1]++;
            rows.Add((s, actual));
        }

        return (new(counts, ["positive", "negative"]), rows);
    }

    /// <summary>The share of (positive, negative) pairs that the score ranks rightly; equal scores count half.</summary>
    private static double AreaUnderRocCurve(List<(float Score, bool Positive)> rows)
    {
        double positives = rows.Count(r => r.Positive), negatives = rows.Count - positives, below = 0, right = 0;
        if (positives == 0 || negatives == 0)
            return 0;
        foreach (var group in rows.GroupBy(r => r.Score).OrderBy(g => g.Key))
        {
            double up = group.Count(r => r.Positive), down = group.Count() - up;
            right += up * (below + down / 2);
            below += down;
        }

        return right / (positives * negatives);
    }
}
