namespace MLNetBert.Resampling;

/// <summary>
/// Replaces the rows of each large class with as many k-means centroids as rows are to stay. A centroid's source row is the row of
/// the class that is nearest to it. Mirrors imbalanced-learn's ClusterCentroids; k-means++ and Lloyd's iterations, with one start.
/// </summary>
public sealed record ClusterCentroids : Sampler
{
    /// <summary>Centroids or rows (<c>voting</c>). Default <see cref="CentroidVoting.Auto"/>: centroids.</summary>
    public CentroidVoting Voting { get; init; } = CentroidVoting.Auto;

    internal override SamplingKind Kind => SamplingKind.Under;

    internal override ResampleResult Run(SamplingTask task)
    {
        FeatureMatrix features = task.Features;
        bool hard = Voting == CentroidVoting.Hard;
        List<int> references = [], sources = [];
        List<float[]> centroids = [];
        foreach (int label in task.Classes.Classes)
        {
            int[] rows = task.Classes.RowsOf(label);
            if (!task.Targets.TryGetValue(label, out int count))
            {
                references.AddRange(rows);
                sources.AddRange(rows);
                continue;
            }

            if (count < 1)
                throw new BadInputException($"cluster-centroids cannot leave class {task.Classes.Name(label)} without rows; ask for 1 or more.") { Code = "sampler.strategy" };

            Clustering clustering = task.Draws.Clusters(features, rows, count, task.Workers);
            NeighbourTable nearest = NeighbourSearch.Between(clustering.Centroids, RowLists.All(count), features, rows, 1, task.Workers);
            for (int cluster = 0; cluster < count; cluster++)
            {
                int source = nearest.Rows(cluster)[0];
                sources.Add(source);
                references.Add(hard ? source : features.Rows + centroids.Count);
                if (!hard)
                    centroids.Add(clustering.Centroids.Row(cluster).ToArray());
            }
        }

        return new ResampleResult(
            features,
            centroids.Count == 0 ? null : new FeatureMatrix(centroids),
            [.. references],
            [.. sources],
            [.. sources.Select(row => task.Classes.Labels[row])],
            task.Warnings);
    }
}
