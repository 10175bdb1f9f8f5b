namespace MLNetBert.Resampling.RandomDraws;

/// <summary>
/// Everything that a sampler takes from outside its data: random numbers, and fits of other estimators. Seeded in use; recorded in
/// tests, so that another library's run can be repeated exactly.
/// </summary>
internal abstract class Draws
{
    /// <summary>Places in <paramref name="bases"/>, neighbour ranks below <paramref name="neighbours"/>, steps in [0, scale).</summary>
    public abstract (int[] Places, int[] Ranks, double[] Steps) Pairs(int count, int[] bases, int neighbours, double scale = 1);

    /// <summary>Neighbour ranks below <paramref name="neighbours"/>, then steps in [0, 1).</summary>
    public abstract (int[] Ranks, double[] Steps) RanksAndSteps(int count, int neighbours);

    /// <summary>For each true entry a number in [0, 0.5), and for each false one 1.</summary>
    public abstract double[] Factors(bool[] shortened);

    /// <summary>Some of <paramref name="rows"/>, each draw among all of them.</summary>
    public abstract int[] WithReplacement(int count, int[] rows);

    /// <summary>Some of <paramref name="rows"/>, in the order drawn, none twice.</summary>
    public abstract int[] WithoutReplacement(int count, int[] rows);

    /// <summary>Beta(10, 10).</summary>
    public abstract double Fraction();

    /// <summary>Standard normal numbers.</summary>
    public abstract double[] Normals(int count);

    /// <summary>One of some equally good values.</summary>
    public abstract float OneOf(ReadOnlySpan<float> values);

    /// <summary>k-means of some rows.</summary>
    public abstract Clustering Clusters(IRows rows, int[] numbers, int clusters, Workers workers);

    /// <summary>The support vectors of a classifier over all rows, ascending.</summary>
    public abstract int[] SupportRows(FeatureMatrix features, ClassTable classes, Workers workers);

    /// <summary>How probable a classifier, trained on the other folds, thinks the true class of each row.</summary>
    public abstract double[] TrueClassProbabilities(FeatureMatrix features, ClassTable classes, HardnessEstimator estimator, int folds, Workers workers);
}
