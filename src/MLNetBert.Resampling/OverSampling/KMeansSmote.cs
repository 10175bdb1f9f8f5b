namespace MLNetBert.Resampling;

/// <summary>
/// k-means SMOTE (Last et al., 2017): SMOTE inside clusters that have enough of the class, with more rows in sparse clusters.
/// Rows per cluster are rounded up, so the class can end a few rows above the strategy. Mirrors imbalanced-learn's KMeansSMOTE,
/// with Lloyd's k-means in place of scikit-learn's MiniBatchKMeans.
/// </summary>
public sealed record KMeansSmote : Sampler
{
    /// <summary>Neighbours to choose from (<c>k_neighbors</c>). Default 2. A cluster needs more rows of the class than this.</summary>
    public int KNeighbors { get; init; } = 2;

    /// <summary>Clusters (<c>kmeans_estimator</c>). Default 8.</summary>
    public int Clusters { get; init; } = 8;

    /// <summary>
    /// The least share of the class in a cluster (<c>cluster_balance_threshold</c>). Null, the default: half of the class's share of all
    /// rows to add. With one cluster it is ignored.
    /// </summary>
    public double? ClusterBalanceThreshold { get; init; }

    /// <summary>
    /// The exponent of the mean distance in a cluster's sparsity (<c>density_exponent</c>). Null, the default: 0.16 × (log to base 1.6 of
    /// the cluster's rows of the class) to the power 1.8.
    /// </summary>
    public double? DensityExponent { get; init; }

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters()
    {
        Check.AtLeast("k_neighbors", KNeighbors, 1);
        Check.AtLeast("kmeans_estimator", Clusters, 1);
        Check.Number("cluster_balance_threshold", ClusterBalanceThreshold ?? 0);
        Check.Number("density_exponent", DensityExponent ?? 0);
    }

    internal override ResampleResult Run(SamplingTask task)
    {
        if (task.Features.Rows < Clusters)
            throw new BadInputException($"The data have {task.Features.Rows} rows, too few for kmeans_estimator = {Clusters} clusters; lower it.") { Code = "data.too-few-rows", Key = "kmeans_estimator" };

        int[]? clusters = null;
        double total = task.Targets.Values.Sum(count => (long)count);
        return NewRows.Grow(task, (added, label, count) =>
        {
            clusters ??= task.Draws.Clusters(task.Features, RowLists.All(task.Features.Rows), Clusters, task.Workers).Labels;
            AddClass(task, added, label, count, Clusters == 1 ? double.NegativeInfinity : ClusterBalanceThreshold ?? (count / total / 2), clusters);
        });
    }

    /// <summary>(Mean distance between the rows) to the exponent, over their number: large where few rows lie far apart.</summary>
    internal double Sparsity(IRows features, int[] rows, Workers workers)
    {
        double[] sums = new double[rows.Length];
        workers.ForEach(rows.Length, i =>
        {
            for (int j = 0; j < rows.Length; j++)
                sums[i] += Math.Sqrt(ExactDistance.Squared(features.Row(rows[i]), features.Row(rows[j])));
        });
        double q = rows.Length;
        double exponent = DensityExponent ?? (PortableMath.Pow(PortableMath.Log(q) / PortableMath.Log(1.6), 1.8) * 0.16);
        return PortableMath.Pow(sums.Sum() / ((q * q) - q), exponent) / q;
    }

    private void AddClass(SamplingTask task, NewRows added, int label, int count, double threshold, int[] clusters)
    {
        int[] rows = task.Classes.RowsOf(label);
        var valid = new List<int[]>();
        foreach (int cluster in clusters.Distinct().Order())
        {
            task.Workers.Cancellation.ThrowIfCancellationRequested();
            int[] inside = [.. rows.Where(row => clusters[row] == cluster)];
            double share = inside.Length / (double)clusters.Count(other => other == cluster);
            if (share >= threshold && inside.Length > KNeighbors)
                valid.Add(inside);
        }

        if (valid.Count == 0)
        {
            throw new BadInputException(
                $"No cluster has enough rows of class {task.Classes.Name(label)}; lower cluster_balance_threshold or k_neighbors, or change the number of clusters (kmeans_estimator).")
            { Code = "sampler.failed" };
        }

        double[] sparsities = [.. valid.Select(inside => Sparsity(task.Features, inside, task.Workers))];
        double sum = sparsities.Sum();
        if (valid.Count > 1 && !double.IsFinite(sum))
        {
            // Rows that coincide, with an exponent below 0; or a power beyond float64.
            throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"density_exponent {(DensityExponent is double given ? $"{given}" : "auto")} gives a cluster of class {task.Classes.Name(label)} infinite weight; give a number from 0 to 1."))
            { Code = "sampler.parameter", Key = "density_exponent" };
        }

        for (int i = 0; i < valid.Count; i++)
        {
            // If all rows coincide, sparsity is 0 everywhere: share equally.
            double weight = sum > 0 ? sparsities[i] / sum : 1.0 / valid.Count;
            int share = valid.Count == 1 ? count : (int)Math.Ceiling(count * weight);
            NeighbourTable near = NeighbourSearch.Others(task.Features, valid[i], valid[i], KNeighbors, task.Workers);
            added.AddPairs(label, valid[i], share, near);
        }
    }
}
