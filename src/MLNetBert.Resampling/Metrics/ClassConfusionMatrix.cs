namespace MLNetBert.Resampling.Metrics;

/// <summary>
/// How often (or with how much weight) each true class was predicted as each class: scikit-learn's
/// <c>confusion_matrix</c>, and what can be read from it. Immutable and thread-safe.
/// </summary>
public sealed class ClassConfusionMatrix
{
    private readonly double[,] _cells;
    private readonly double[] _support;
    private readonly double[] _predicted;

    /// <summary>Counts the pairs of truth and prediction.</summary>
    /// <param name="truth">The true label of each row.</param>
    /// <param name="prediction">The predicted label of each row, as many as <paramref name="truth"/>.</param>
    /// <param name="weights">The weight of each row, zero or more; if none are given, each is 1.</param>
    /// <exception cref="ArgumentException">There are no rows, lengths differ, or a weight is negative or not finite.</exception>
    public ClassConfusionMatrix(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, ReadOnlySpan<double> weights = default)
    {
        RowChecks.Check(truth, prediction, weights);
        IsWeighted = weights.Length > 0;
        Labels = DistinctLabels(truth, prediction);
        _cells = new double[Labels.Length, Labels.Length];
        _support = new double[Labels.Length];
        _predicted = new double[Labels.Length];
        for (int row = 0; row < truth.Length; row++)
        {
            double weight = IsWeighted ? weights[row] : 1;
            int t = Labels.BinarySearch(truth[row]), p = Labels.BinarySearch(prediction[row]);
            _cells[t, p] += weight;
            _support[t] += weight;
            _predicted[p] += weight;
            Total += weight;
        }
    }

    /// <summary>All labels of truth and prediction, ascending; the index of a class below is its place here.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Whether row weights were given.</summary>
    public bool IsWeighted { get; }

    /// <summary>The number of rows, or the sum of their weights.</summary>
    public double Total { get; }

    /// <summary>Rows of class <paramref name="truth"/> that were predicted as class <paramref name="prediction"/> (indices into <see cref="Labels"/>).</summary>
    public double this[int truth, int prediction] => _cells[truth, prediction];

    /// <summary>Rows of the class in the truth.</summary>
    public double Support(int index) => _support[index];

    /// <summary>Rows of the class predicted as such.</summary>
    public double TruePositives(int index) => _cells[index, index];

    /// <summary>Rows of other classes predicted as any other class.</summary>
    public double TrueNegatives(int index)
    {
        // Summed rather than taken from the total, so that rounding cannot make it negative.
        double sum = 0;
        for (int t = 0; t < Labels.Length; t++)
        {
            for (int p = 0; p < Labels.Length; p++)
                sum += t == index || p == index ? 0 : _cells[t, p];
        }

        return sum;
    }

    /// <summary>The share of the class's rows that were predicted as such (recall, sensitivity); <paramref name="zeroDivision"/> if the truth has none.</summary>
    public double Recall(int index, double zeroDivision = 0) => Ratio(TruePositives(index), _support[index], zeroDivision);

    /// <summary>The share of the rows predicted as the class that belong to it; <paramref name="zeroDivision"/> if there are none.</summary>
    public double Precision(int index, double zeroDivision = 0) => Ratio(TruePositives(index), _predicted[index], zeroDivision);

    /// <summary>The harmonic mean of precision and recall; <paramref name="zeroDivision"/> if the class is neither in the truth nor predicted.</summary>
    public double F1(int index, double zeroDivision = 0) => Ratio(2 * TruePositives(index), _support[index] + _predicted[index], zeroDivision);

    /// <summary>The share of rows that were predicted correctly.</summary>
    public double Accuracy => Ratio(Enumerable.Range(0, Labels.Length).Sum(TruePositives), Total, 0);

    /// <summary>The mean recall of the classes in the truth: scikit-learn's <c>balanced_accuracy_score</c>.</summary>
    public double BalancedAccuracy => Enumerable.Range(0, Labels.Length).Where(i => _support[i] > 0).Select(i => Recall(i)).DefaultIfEmpty().Average();

    /// <summary>The mean F1 of all classes of truth and prediction: scikit-learn's <c>f1_score(average="macro")</c>.</summary>
    public double MacroF1 => Enumerable.Range(0, Labels.Length).Average(i => F1(i));

    internal static double Ratio(double part, double whole, double zeroDivision) => whole == 0 ? zeroDivision : part / whole;

    private static ImmutableArray<int> DistinctLabels(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction)
    {
        var labels = new SortedSet<int>();
        foreach (int label in truth)
            labels.Add(label);
        foreach (int label in prediction)
            labels.Add(label);
        return [.. labels];
    }
}
