namespace MLNetBert.Resampling;

/// <summary>
/// Weights instead of rows: a class's weight is rows / (classes × rows of the class), scikit-learn's "balanced", so that all classes
/// have the same total weight. For trainers that take an example-weight column. Thread-safe.
/// </summary>
public static class ClassWeights
{
    /// <summary>The weight of each class, by label.</summary>
    /// <exception cref="ArgumentException">There are no labels.</exception>
    public static IReadOnlyDictionary<int, double> Balanced(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0)
            throw new ArgumentException("There are no labels to weigh.", nameof(labels));

        var counts = new SortedDictionary<int, int>();
        foreach (int label in labels)
            counts[label] = counts.GetValueOrDefault(label) + 1;

        return counts.ToDictionary(pair => pair.Key, pair => labels.Count / ((double)counts.Count * pair.Value));
    }

    /// <summary>The weight of each row, which is that of its class.</summary>
    /// <exception cref="ArgumentException">There are no labels.</exception>
    public static float[] BalancedRows(IReadOnlyList<int> labels)
    {
        IReadOnlyDictionary<int, double> weights = Balanced(labels);
        return [.. labels.Select(label => (float)weights[label])];
    }
}
