namespace MLNetBert.Resampling;

/// <summary>
/// Adds copies of rows drawn with replacement, or, with shrinkage, a smoothed bootstrap (Menardi and Torelli, 2014): copies with
/// normal noise of standard deviation shrinkage × h × the class's own in that column, h = (4 / ((columns + 2) rows))^(1 / (columns + 4)).
/// Mirrors imbalanced-learn's RandomOverSampler.
/// </summary>
public sealed record RandomOverSampler : Sampler
{
    /// <summary>Width of the noise, 0 or more (<c>shrinkage</c>). Null, the default, and 0: exact copies.</summary>
    public double? Shrinkage { get; init; }

    /// <summary>Width of the noise for each class that grows, in place of <see cref="Shrinkage"/>.</summary>
    public IReadOnlyDictionary<int, double>? ShrinkageByClass { get; init; }

    internal override SamplingKind Kind => SamplingKind.Over;

    internal override bool AcceptsNonFinite => Shrinkage == null && ShrinkageByClass == null;

    private protected override void CheckParameters()
    {
        foreach (double shrinkage in ShrinkageByClass?.Values ?? [Shrinkage ?? 0])
            Check.Between("shrinkage", shrinkage, 0, double.MaxValue);
    }

    internal override ResampleResult Run(SamplingTask task)
    {
        foreach (int label in task.Targets.Keys)
        {
            if (ShrinkageByClass?.ContainsKey(label) == false)
                throw new BadInputException($"shrinkage names no width for class {task.Classes.Name(label)}, which is resampled; add one.") { Code = "sampler.parameter", Key = "shrinkage" };
        }

        // imbalanced-learn also draws for classes that get no rows, and its draws can be repeated here.
        return NewRows.Grow(task, (added, label, count) =>
        {
            int[] drawn = task.Draws.WithReplacement(count, task.Classes.RowsOf(label));
            if (AcceptsNonFinite)
                added.Copy(label, drawn);
            else
                Smooth(task, added, label, drawn, ShrinkageByClass == null ? Shrinkage!.Value : ShrinkageByClass[label]);
        }, evenNone: true);
    }

    /// <summary>Population standard deviation of each column over the rows of a class.</summary>
    internal static double[] Deviations(FeatureMatrix features, int[] rows)
    {
        double[] means = new double[features.Columns], squares = new double[features.Columns];
        foreach (int row in rows)
        {
            ReadOnlySpan<float> values = features.Row(row);
            for (int column = 0; column < values.Length; column++)
                means[column] += values[column] / (double)rows.Length;
        }

        foreach (int row in rows)
        {
            ReadOnlySpan<float> values = features.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                double difference = values[column] - means[column];
                squares[column] += difference * difference;
            }
        }

        return Array.ConvertAll(squares, square => Math.Sqrt(square / rows.Length));
    }

    /// <summary>How many rows' noise is drawn at once: an even number, so that no half of a pair of draws is lost between two of them.</summary>
    private static int RowsPerDraw(int columns) => Math.Max(1, (1 << 28) / columns / 2) * 2;

    private static double[][] Normals(SamplingTask task, int rows, int columns, int each)
    {
        Room.Require(rows, (double)columns * sizeof(double), string.Create(CultureInfo.InvariantCulture, $"Noise for {rows:N0} rows of {columns:N0} features"), "ask for fewer rows", "sampling_strategy");
        double[][] normals = new double[(int)((rows + (long)each - 1) / each)][];
        for (int draw = 0; draw < normals.Length; draw++)
        {
            task.Workers.Cancellation.ThrowIfCancellationRequested();
            normals[draw] = task.Draws.Normals(Math.Min(each, rows - (draw * each)) * columns);
        }

        return normals;
    }

    private static void Smooth(SamplingTask task, NewRows added, int label, int[] drawn, double shrinkage)
    {
        FeatureMatrix features = task.Features;
        int columns = features.Columns;
        double bandwidth = PortableMath.Pow(4 / ((columns + 2) * (double)features.Rows), 1.0 / (columns + 4));
        double[] widths = Array.ConvertAll(
            Deviations(features, task.Classes.RowsOf(label)), deviation => shrinkage * bandwidth * deviation);
        int each = RowsPerDraw(columns);
        double[][] normals = Normals(task, drawn.Length, columns, each);
        if (shrinkage == 0)
        {
            added.Copy(label, drawn);
            return;
        }

        added.Add(label, drawn, (index, target) =>
        {
            ReadOnlySpan<float> from = features.Row(drawn[index]);
            ReadOnlySpan<double> noise = normals[index / each].AsSpan(index % each * columns, columns);
            for (int column = 0; column < columns; column++)
                target[column] = (float)(from[column] + (noise[column] * widths[column]));
        });
    }
}
