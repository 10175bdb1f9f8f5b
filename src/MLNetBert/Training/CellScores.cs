using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Training;

/// <summary>What a pipeline said of rows that it had not seen.</summary>
internal sealed class CellScores(TrainingRows rows)
{
    private readonly int _classes = rows.ClassNames.Length;

    public TrainingRows Rows { get; } = rows;

    /// <summary>The predicted class of each row; -1 where there is none yet.</summary>
    public int[] Predicted { get; } = [.. Enumerable.Repeat(-1, rows.Count)];

    /// <summary>The probability of each class, row by row.</summary>
    public float[] Probabilities { get; } = new float[rows.Count * rows.ClassNames.Length];

    /// <summary>For two classes the trainer's raw score, for numbers the estimate.</summary>
    public float[] Raw { get; } = new float[rows.Count];

    /// <summary>The number of classes.</summary>
    public int ClassCount => _classes;

    /// <summary>Whether the row was tested.</summary>
    public bool IsScored(int row) => Rows.Numbers != null || Predicted[row] >= 0;

    public ReadOnlySpan<float> Of(int row) => Probabilities.AsSpan(row * _classes, _classes);

    /// <summary>The metric over some rows; a row may be there several times.</summary>
    public double Measure(string metric, IReadOnlyList<int> of)
    {
        if (Rows.Numbers != null)
            return TrainingMetric.Of(metric, [.. of.Select(row => Rows.Numbers[row])], [.. of.Select(row => (double)Raw[row])]);
        double[] counts = new double[_classes * _classes];
        foreach (int row in of)
            counts[(Rows.Classes[row] * _classes) + Predicted[row]]++;
        return TrainingMetric.Of(metric, Confusion(counts));
    }

    /// <summary>How often each class was taken for each, over some rows.</summary>
    public ClassConfusionMatrix Confusion(IReadOnlyList<int> of) => new([.. of.Select(row => Rows.Classes[row])], [.. of.Select(row => Predicted[row])]);

    /// <summary>The share of right answers that chance alone would move a balanced accuracy over these rows by: its standard error.</summary>
    public double StandardError(IReadOnlyList<int> of)
    {
        if (Rows.Numbers != null)
            return 0.02;
        double[] right = new double[_classes], all = new double[_classes];
        foreach (int row in of)
        {
            all[Rows.Classes[row]]++;
            right[Rows.Classes[row]] += Predicted[row] == Rows.Classes[row] ? 1 : 0;
        }

        double sum = 0;
        for (int label = 0; label < _classes; label++)
        {
            double recall = (right[label] + 1) / (all[label] + 2);
            sum += recall * (1 - recall) / Math.Max(1, all[label]);
        }

        return Math.Sqrt(sum) / _classes;
    }

    private ClassConfusionMatrix Confusion(double[] counts)
    {
        int[] there = [.. Enumerable.Range(0, counts.Length).Where(cell => counts[cell] > 0)];
        return new([.. there.Select(cell => cell / _classes)], [.. there.Select(cell => cell % _classes)], [.. there.Select(cell => counts[cell])]);
    }
}
