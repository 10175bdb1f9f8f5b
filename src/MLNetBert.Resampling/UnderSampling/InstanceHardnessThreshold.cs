namespace MLNetBert.Resampling;

/// <summary>
/// Removes the rows that a classifier, trained on the other folds, finds hardest (Smith et al., 2014). Rows that are equally hard at
/// the border all stay, so a class can keep more rows than asked for. Mirrors imbalanced-learn's InstanceHardnessThreshold; labels may be any numbers.
/// </summary>
public sealed record InstanceHardnessThreshold : Sampler
{
    /// <summary>The classifier (<c>estimator</c>). Default <see cref="HardnessEstimator.RandomForest"/>.</summary>
    public HardnessEstimator Estimator { get; init; } = HardnessEstimator.RandomForest;

    /// <summary>Folds, from 2 (<c>cv</c>). Default 5.</summary>
    public int Cv { get; init; } = 5;

    internal override SamplingKind Kind => SamplingKind.Under;

    private protected override void CheckParameters() => Check.AtLeast("cv", Cv, 2);

    internal override ResampleResult Run(SamplingTask task)
    {
        ClassTable classes = task.Classes;
        if (classes.Count(classes.Largest) < Cv)
            throw new BadInputException($"cv = {Cv} folds need a class of at least {Cv} rows; the largest has {classes.Count(classes.Largest)}: lower cv.") { Code = "data.too-few-rows", Key = "cv" };

        double[] probabilities = task.Draws.TrueClassProbabilities(task.Features, classes, Estimator, Cv, task.Workers);
        return task.Keep(task.EachClass((_, rows, count) =>
        {
            double threshold = Quantile([.. rows.Select(row => probabilities[row])], 1 - (count / (double)rows.Length));
            return rows.Where(row => probabilities[row] >= threshold);
        }));
    }

    /// <summary>NumPy's percentile with linear interpolation, in its order of operations.</summary>
    internal static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        double place = share * 100 / 100 * (values.Length - 1);
        int below = Math.Clamp((int)Math.Floor(place), 0, values.Length - 1), above = Math.Min(below + 1, values.Length - 1);
        double t = place - below, difference = values[above] - values[below];
        return t >= 0.5 ? values[above] - (difference * (1 - t)) : values[below] + (difference * t);
    }
}
