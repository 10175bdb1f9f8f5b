namespace MLNetBert.Resampling;

/// <summary>
/// SMOTE for numbers and categories together (Chawla et al., 2002): numbers as in SMOTE; a category is the most frequent among
/// the k neighbours, ties drawn. Between rows of different categories the distance grows by the median of the class's standard
/// deviations. Mirrors imbalanced-learn's SMOTENC.
/// </summary>
public sealed record SmoteNC : Sampler
{
    /// <summary>Neighbours to choose from (<c>k_neighbors</c>). Default 5.</summary>
    public int KNeighbors { get; init; } = 5;

    /// <summary>Columns that contain categories, written as numbers (<c>categorical_features</c>); negative ones count from the end.</summary>
    public required IReadOnlyList<int> CategoricalFeatures
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            (field, MaskLength) = ([.. value], null);
        }
    }

    /// <summary>For how many columns <see cref="FromMask"/> was called; null if they were given by number.</summary>
    private int? MaskLength { get; init; }

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters() => Check.AtLeast("k_neighbors", KNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task)
    {
        int[] categorical = Categorical(task.Features.Columns);
        int[] continuous = [.. Enumerable.Range(0, task.Features.Columns).Except(categorical)];
        return NewRows.Grow(task, (added, label, count) => AddClass(task, added, label, count, categorical, continuous));
    }

    /// <summary>The sampler for columns given as true and false, as <c>categorical_features</c> allows.</summary>
    /// <param name="isCategorical">For each column, whether it contains categories. The features must have as many columns.</param>
    public static SmoteNC FromMask(IReadOnlyList<bool> isCategorical)
    {
        ArgumentNullException.ThrowIfNull(isCategorical);
        var sampler = new SmoteNC { CategoricalFeatures = [.. Enumerable.Range(0, isCategorical.Count).Where(column => isCategorical[column])] };
        return sampler with { MaskLength = isCategorical.Count };
    }

    private int[] Categorical(int columns)
    {
        if (MaskLength is int length && length != columns)
            throw new BadInputException($"categorical_features says true or false of {length} columns, but the features have {columns}; give one for each column.") { Code = "sampler.parameter", Key = "categorical_features" };

        foreach (int column in CategoricalFeatures)
        {
            if (column < -columns || column >= columns)
            {
                throw new BadInputException(
                    $"categorical_features names column {column}, but the features have {columns} columns; use numbers from 0 to {columns - 1}, or from -{columns} to -1.")
                { Code = "sampler.parameter", Key = "categorical_features" };
            }
        }

        int[] categorical = [.. CategoricalFeatures.Select(column => column < 0 ? column + columns : column).Distinct().Order()];
        if (categorical.Length == 0)
            throw new BadInputException("smote-nc needs at least one column of categories (categorical_features); use smote for numbers alone.") { Code = "sampler.parameter", Key = "categorical_features" };

        if (categorical.Length == columns)
            throw new BadInputException("smote-nc needs at least one column of numbers besides categorical_features; use smote-n for categories alone.") { Code = "sampler.parameter", Key = "categorical_features" };

        return categorical;
    }

    private void AddClass(SamplingTask task, NewRows added, int label, int count, int[] categorical, int[] continuous)
    {
        FeatureMatrix features = task.Features;
        int[] rows = task.Classes.RowsOf(label);
        SamplingTask.RequireNeighbours(rows.Length, KNeighbors + 1L, $"Class {task.Classes.Name(label)} has", "k_neighbors", KNeighbors);
        double[] deviations = RandomOverSampler.Deviations(features, rows);
        double median = Median([.. continuous.Select(column => deviations[column])]);
        NeighbourTable near = MetricSearch.Others(
            rows.Length, KNeighbors, (a, b) => Distance(features.Row(rows[a]), features.Row(rows[b]), categorical, continuous, median * median), task.Workers);
        (int[] places, int[] ranks, double[] steps) = task.Draws.Pairs(count, rows, KNeighbors);
        float[][] categories = new float[count][];
        for (int i = 0; i < count; i++)
        {
            task.Workers.Cancellation.ThrowIfCancellationRequested();
            categories[i] = Array.ConvertAll(categorical, column => task.Draws.OneOf(MostFrequent(features, rows, near.Rows(places[i]), column)));
        }

        added.Add(label, Array.ConvertAll(places, place => rows[place]), (index, target) =>
        {
            ReadOnlySpan<float> from = features.Row(rows[places[index]]);
            ReadOnlySpan<float> to = features.Row(rows[near.Rows(places[index])[ranks[index]]]);
            foreach (int column in continuous)
                target[column] = NewRows.Between(from[column], to[column], steps[index]);

            for (int c = 0; c < categorical.Length; c++)
                target[categorical[c]] = categories[index][c];
        });
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int[] categorical, int[] continuous, double mismatch)
    {
        double sum = 0;
        foreach (int column in continuous)
        {
            double difference = (double)a[column] - b[column];
            sum += difference * difference;
        }

        int mismatches = 0;
        foreach (int column in categorical)
            mismatches += a[column] == b[column] ? 0 : 1;

        return sum + (mismatches * mismatch);
    }

    /// <summary>The categories that most of the neighbours have, ascending.</summary>
    private static float[] MostFrequent(FeatureMatrix features, int[] rows, ReadOnlySpan<int> neighbours, int column)
    {
        var counts = new SortedDictionary<float, int>();
        foreach (int neighbour in neighbours)
        {
            float value = features.Row(rows[neighbour])[column];
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        int most = counts.Values.Max();
        return [.. counts.Where(pair => pair.Value == most).Select(pair => pair.Key)];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
