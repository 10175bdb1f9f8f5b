namespace Microsoft.ML.Data;

public class BinaryClassificationMetrics
{
    private protected BinaryClassificationMetrics(ConfusionMatrix matrix, double areaUnderRocCurve)
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
        var label = data.Schema.Require("label", labelName);
        var score = data.Schema.Require("score", scoreName);
        var probability = data.Schema.Require("probability", probabilityName);
        var predicted = data.Schema.Require("predicted label", predictedName);
        double[][] counts = [new double[2], new double[2]];
        var rows = new List<(float Score, bool Positive)>();
        var loss = 0.0;
        using var cursor = data.GetRowCursor([label, score, probability, predicted]);
        var getLabel = cursor.GetGetter<bool>(label);
        var getScore = cursor.GetGetter<float>(score);
        var getProbability = cursor.GetGetter<float>(probability);
        var getPredicted = cursor.GetGetter<bool>(predicted);
        bool actual = false, taken = false;
        float s = 0, p = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref actual);
            getScore(ref s);
            getProbability(ref p);
            getPredicted(ref taken);
            counts[actual ? 0 : 1][taken ? 0 : 1]++;
            loss -= Math.Log2(Math.Max(1e-15, actual ? p : 1 - p));
            rows.Add((s, actual));
        }

        return new(new(counts, ["positive", "negative"]), AreaUnderRocCurve(rows), loss / rows.Count);
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
