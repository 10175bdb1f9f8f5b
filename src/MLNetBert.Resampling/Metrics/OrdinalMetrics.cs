namespace MLNetBert.Resampling.Metrics;

/// <summary>Measures for classes that have an order and a distance, such as ratings. Thread-safe.</summary>
public static class OrdinalMetrics
{
    /// <summary>
    /// The mean absolute error of each class of the truth, averaged over the classes, so that a rare rating counts as much as
    /// a frequent one (Baccianella, Esuli and Sebastiani, 2009; imbalanced-learn's <c>macro_averaged_mean_absolute_error</c>).
    /// </summary>
    /// <param name="truth">The true label of each row; labels are numbers whose differences mean something.</param>
    /// <param name="prediction">The predicted label of each row.</param>
    /// <param name="weights">The weight of each row, zero or more; if none are given, each is 1.</param>
    /// <exception cref="ArgumentException">There are no rows, lengths differ, or a weight is bad.</exception>
    /// <exception cref="BadInputException">No row of the truth has a predicted label, or a class has no weight.</exception>
    public static double MacroAveragedMeanAbsoluteError(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, ReadOnlySpan<double> weights = default)
    {
        RowChecks.Check(truth, prediction, weights);
        var classes = new SortedDictionary<int, (double Error, double Weight)>();
        foreach (int label in prediction)
            classes[label] = (0, 0);
        for (int row = 0; row < truth.Length; row++)
        {
            double weight = weights.IsEmpty ? 1 : weights[row];
            (double Error, double Weight) sums = classes.GetValueOrDefault(truth[row]);
            classes[truth[row]] = (sums.Error + (weight * Math.Abs((double)truth[row] - prediction[row])), sums.Weight + weight);
        }

        foreach ((int label, (_, double weight)) in classes)
        {
            if (weight == 0)
                throw new BadInputException($"The class {label} has no rows (or no weight) in the truth, so it has no mean error; leave its predictions out, or add rows of it.") { Code = "labels.class" };
        }

        return classes.Values.Average(sums => sums.Error / sums.Weight);
    }
}
