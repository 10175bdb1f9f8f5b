namespace MLNetBert.Resampling;

/// <summary>
/// Removes what edited nearest neighbours (by most votes) would remove, and the rows of large classes around misclassified rows of the
/// smallest class (Laurikkala, 2001). Rows stay in their order. Mirrors imbalanced-learn's NeighbourhoodCleaningRule.
/// </summary>
public sealed record NeighbourhoodCleaningRule : Sampler
{
    /// <summary>Neighbours that decide (<c>n_neighbors</c>). Default 3. In a vote on a row of the smallest class, the row itself is one of them.</summary>
    public int NNeighbors { get; init; } = 3;

    /// <summary>A class loses rows around the smallest class only if it is larger than this times the smallest (<c>threshold_cleaning</c>). Above 0; default 0.5.</summary>
    public double ThresholdCleaning { get; init; } = 0.5;

    internal override SamplingKind Kind => SamplingKind.Clean;

    private protected override void CheckParameters()
    {
        Check.AtLeast("n_neighbors", NNeighbors, 1);
        Check.Require(ThresholdCleaning > 0, "threshold_cleaning must be above 0.");
    }

    internal override ResampleResult Run(SamplingTask task)
    {
        ClassTable classes = task.Classes;
        var kept = new HashSet<int>(EditingRule.Keep(
            task.Features, classes, task.Targets.Keys, NNeighbors, NeighbourSelection.Mode, task.Workers));
        int minority = classes.SmallestFirstSeen;
        var cleaned = new HashSet<int>(task.Targets.Keys.Where(label => classes.Count(label) > classes.Count(minority) * ThresholdCleaning));
        int[] rows = classes.RowsOf(minority);
        NeighbourTable near = task.AmongAll(rows, NNeighbors, "n_neighbors");
        int[] labels = new int[NNeighbors];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> neighbours = near.Rows(i);
            labels[0] = minority;
            for (int rank = 1; rank < NNeighbors; rank++)
                labels[rank] = classes.Labels[neighbours[rank - 1]];

            if (Votes.Winner(labels) != minority)
            {
                foreach (int neighbour in neighbours)
                {
                    if (cleaned.Contains(classes.Labels[neighbour]))
                        kept.Remove(neighbour);
                }
            }
        }

        return task.Keep([.. classes.Rows.Where(kept.Contains)]);
    }
}
