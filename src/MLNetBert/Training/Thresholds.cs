using System.Reflection;

namespace MLNetBert.Training;

/// <summary>Where to part two classes.</summary>
internal static class Thresholds
{
    private static readonly MethodInfo Change = typeof(BinaryClassificationCatalog).GetMethod(nameof(BinaryClassificationCatalog.ChangeModelThreshold))!;

    /// <summary>Whether a stage decides between two classes.</summary>
    public static bool Has(ITransformer stage) => stage.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(BinaryPredictionTransformer<>);

    /// <summary>The stage with another threshold, of the raw score. Its model's type is the trainer's, which need not be known here.</summary>
    public static ITransformer Set(MLContext ml, ITransformer stage, float threshold)
        => (ITransformer)Change.MakeGenericMethod(stage.GetType().GetGenericArguments()).Invoke(ml.BinaryClassification, [stage, threshold])!;

    /// <summary>The raw score above which a row is of the positive class, with the best metric over some rows; half-way between two scores. Of equals, that nearest to 0.</summary>
    public static double Best(TrainingData data, CellScores scores, IReadOnlyList<int> rows, string metric)
    {
        float[] sorted = [.. rows.Select(row => scores.Raw[row]).Distinct().Order()];
        IEnumerable<double> between = sorted.Zip(sorted.Skip(1), (a, b) => a + ((b - (double)a) / 2));
        double[] tried = [0, .. sorted.Length > 1000 ? between.Where((_, i) => i % (sorted.Length / 1000) == 0) : between];
        int[] own = [.. scores.Predicted];
        double best = 0, most = double.NegativeInfinity;
        foreach (double threshold in tried.OrderBy(Math.Abs))
        {
            Apply(data, scores, rows, threshold);
            double value = scores.Measure(metric, rows);
            if (value > most + 1e-12)
                (best, most) = (threshold, value);
        }

        own.CopyTo(scores.Predicted, 0);
        return best;
    }

    /// <summary>The raw score at which the probability, before any correction, reaches a value: half-way between the rows around it.</summary>
    public static double AtProbability(TrainingData data, CellScores scores, IReadOnlyList<int> rows, double probability)
    {
        float Probability(int row) => scores.Of(row)[data.Positive];
        float[] below = [.. rows.Where(row => Probability(row) < probability).Select(row => scores.Raw[row])];
        float[] above = [.. rows.Where(row => Probability(row) >= probability).Select(row => scores.Raw[row])];
        return below.Length == 0 ? above.Min() - 1 : above.Length == 0 ? below.Max() + 1 : (below.Max() + (double)above.Min()) / 2;
    }

    /// <summary>Decides rows anew.</summary>
    public static void Apply(TrainingData data, CellScores scores, IEnumerable<int> rows, double threshold)
    {
        foreach (int row in rows)
            scores.Predicted[row] = scores.Raw[row] > (float)threshold ? data.Positive : 1 - data.Positive;
    }
}
