namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(ConfusionMatrix matrix, double logLoss)
    {
        ConfusionMatrix = matrix;
        LogLoss = logLoss;
        var seen = Enumerable.Range(0, matrix.NumberOfClasses).Where(k => matrix.Counts[k].Sum() > 0).ToArray();
        MacroAccuracy = seen.Average(k => matrix.PerClassRecall[k]);
        MicroAccuracy = seen.Sum(k => matrix.Counts[k][k]) / matrix.Counts.Sum(row => row.Sum());
    }

    public double LogLoss { get; }

    public double MacroAccuracy { get; }

    public double MicroAccuracy { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}

internal static class MulticlassEvaluation
{
    public static MulticlassClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, string predictedName)
    {
        var label = data.Schema.Require("label", labelName);
        var score = data.Schema.Require("score", scoreName);
        var predicted = data.Schema.Require("predicted label", predictedName);
        var classes = label.Type is KeyDataViewType key ? (int)key.Count : throw SchemaMismatch.Wrong("label", labelName, "Key", label.Type.ToString());
        var counts = Enumerable.Range(0, classes).Select(_ => new double[classes]).ToArray();
        var (loss, rows) = (0.0, 0);
        using var cursor = data.GetRowCursor([label, score, predicted]);
        var getLabel = cursor.GetGetter<uint>(label);
        var getScore = cursor.GetGetter<VBuffer<float>>(score);
        var getPredicted = cursor.GetGetter<uint>(predicted);
        uint actual = 0, taken = 0;
        VBuffer<float> scores = default;
        while (cursor.MoveNext())
        {
            getLabel(ref actual);
            if (actual == 0)
                continue;
            getPredicted(ref taken);
            getScore(ref scores);
            counts[actual - 1][taken - 1]++;
            loss -= Math.Log(Math.Max(1e-15, scores.GetItemOrDefault((int)actual - 1)));
            rows++;
        }

        return new(new(counts, Names(label, classes)), loss / Math.Max(1, rows));
    }

    private static string[] Names(DataViewSchema.Column label, int classes)
    {
        if (!label.HasKeyValues())
            return [.. Enumerable.Range(0, classes).Select(k => k.ToString())];
        VBuffer<ReadOnlyMemory<char>> values = default;
        label.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(v => v.ToString())];
    }
}
