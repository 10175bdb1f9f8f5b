namespace MLNetBert.Resampling;

/// <summary>
/// Keeps, of each target class, only rows that the rows kept so far misclassify (Hart, 1968): the store is the smallest class and
/// some seeds; the class's rows are tried in order, and those that the store gets wrong join it. Mirrors imbalanced-learn's
/// CondensedNearestNeighbour, except for the row numbers that it mixes up (it may skip rows that it should have tried).
/// </summary>
public sealed record CondensedNearestNeighbour : Sampler
{
    /// <summary>Neighbours that classify (<c>n_neighbors</c>). Default 1.</summary>
    public int NNeighbors { get; init; } = 1;

    /// <summary>Rows of each class to start from, drawn with replacement (<c>n_seeds_S</c>). Default 1.</summary>
    public int NSeedsS { get; init; } = 1;

    /// <summary>
    /// imbalanced-learn compares places in the class with row numbers of the data; true does the same, so that its runs can be
    /// repeated exactly.
    /// </summary>
    internal bool MixesRowNumbers { get; init; }

    internal override SamplingKind Kind => SamplingKind.Clean;

    private protected override void CheckParameters()
    {
        Check.AtLeast("n_neighbors", NNeighbors, 1);
        Check.AtLeast("n_seeds_S", NSeedsS, 1);
    }

    internal override ResampleResult Run(SamplingTask task)
    {
        int[] minority = task.Classes.RowsOf(task.Classes.SmallestFirstSeen);
        return task.Keep(task.EachClass((label, rows, _) =>
        {
            int[] seeds = task.Seeds(NSeedsS, rows);
            var store = new NeighbourStore(task, rows, minority.Concat(seeds), NNeighbors);
            var skipped = new HashSet<int>(seeds);
            List<int> kept = [.. seeds];
            for (int place = 0; place < rows.Length; place++)
            {
                task.Workers.Cancellation.ThrowIfCancellationRequested();
                if (!skipped.Contains(MixesRowNumbers ? place : rows[place]) && store.Classify(place) != label)
                {
                    kept.Add(rows[place]);
                    skipped.Add(rows[place]);
                    store.Add(rows[place]);
                }
            }

            return kept;
        }));
    }
}
