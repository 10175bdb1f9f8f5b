namespace MLNetBert.Resampling.RandomDraws;

/// <summary>Draws from one stream of a seeded generator, in the order in which the sampler asks.</summary>
internal sealed class SeededDraws(long seed) : Draws
{
    private readonly Xoshiro256 _random = new((ulong)seed);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override (int[] Places, int[] Ranks, double[] Steps) Pairs(int count, int[] bases, int neighbours, double scale = 1)
    {
        int[] places = new int[count], ranks = new int[count];
        for (int i = 0; i < count; i++)
        {
            (long place, long rank) = Math.DivRem(_random.NextBelow((long)bases.Length * neighbours), neighbours);
            (places[i], ranks[i]) = ((int)place, (int)rank);
        }

        return (places, ranks, Uniform(count, scale));
    }

    public override (int[] Ranks, double[] Steps) RanksAndSteps(int count, int neighbours) =>
        (WithReplacement(count, RowLists.All(neighbours)), Uniform(count, 1));

    public override double[] Factors(bool[] shortened) =>
        Array.ConvertAll(shortened, half => half ? _random.NextDouble() * 0.5 : 1);

    public override int[] WithReplacement(int count, int[] rows)
    {
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++)
            drawn[i] = rows[_random.NextBelow(rows.Length)];

        return drawn;
    }

    public override int[] WithoutReplacement(int count, int[] rows)
    {
        int[] order = [.. rows];
        _random.Shuffle(order);
        return order[..count];
    }

    /// <summary>The 10th smallest of 19 uniform numbers is Beta(10, 10).</summary>
    public override double Fraction()
    {
        double[] uniform = Uniform(19, 1);
        Array.Sort(uniform);
        return uniform[9];
    }

    /// <summary>Marsaglia's polar method.</summary>
    public override double[] Normals(int count)
    {
        double[] normals = new double[count];
        for (int i = 0; i < count; i += 2)
        {
            double u, v, s;
            do
            {
                u = (2 * _random.NextDouble()) - 1;
                v = (2 * _random.NextDouble()) - 1;
                s = (u * u) + (v * v);
            }
            while (s >= 1 || s == 0);
            double factor = Math.Sqrt(-2 * PortableMath.Log(s) / s);
            normals[i] = u * factor;
            if (i + 1 < count)
                normals[i + 1] = v * factor;
        }

        return normals;
    }

    public override float OneOf(ReadOnlySpan<float> values) => values.Length == 1 ? values[0] : values[(int)_random.NextBelow(values.Length)];

    public override Clustering Clusters(IRows rows, int[] numbers, int clusters, Workers workers) =>
        KMeans.Fit(rows, numbers, clusters, _random, workers);

    public override int[] SupportRows(FeatureMatrix features, ClassTable classes, Workers workers) => SupportVectors.Find(features, classes, workers);

    public override double[] TrueClassProbabilities(FeatureMatrix features, ClassTable classes, HardnessEstimator estimator, int folds, Workers workers) =>
        CrossValidatedProbabilities.Predict(features, classes, estimator, folds, _random, workers);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double[] Uniform(int count, double scale)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = scale * _random.NextDouble();

        return values;
    }
}
