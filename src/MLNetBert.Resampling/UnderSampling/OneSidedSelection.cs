namespace MLNetBert.Resampling;

/// <summary>
/// Keeps, of each target class, some seeds and the rows that the smallest class and the seeds misclassify, then removes Tomek links
/// (Kubat and Matwin, 1997). Mirrors imbalanced-learn's OneSidedSelection.
/// </summary>
public sealed record OneSidedSelection : Sampler
{
    /// <summary>Neighbours that classify (<c>n_neighbors</c>). Default 1.</summary>
    public int NNeighbors { get; init; } = 1;

    /// <summary>Rows of each class to start from, drawn with replacement (<c>n_seeds_S</c>). Default 1.</summary>
    public int NSeedsS { get; init; } = 1;

    internal override SamplingKind Kind => SamplingKind.Clean;

    private protected override void CheckParameters()
    {
        Check.AtLeast("n_neighbors", NNeighbors, 1);
        Check.AtLeast("n_seeds_S", NSeedsS, 1);
    }

    internal override ResampleResult Run(SamplingTask task)
    {
        ClassTable classes = task.Classes;
        int[] minority = classes.RowsOf(classes.SmallestFirstSeen);
        int[] chosen = task.EachClass((label, rows, _) =>
        {
            int[] seeds = task.Seeds(NSeedsS, rows);
            int[] others = [.. rows.Except(seeds)];
            var store = new NeighbourStore(task, others, minority.Concat(seeds), NNeighbors);
            return seeds.Concat(others.Where((_, place) => store.Classify(place) != label));
        });

        // A seed drawn twice is there twice, so links are looked for among places, not row numbers.
        var chosenClasses = new ClassTable(Array.ConvertAll(chosen, row => classes.Labels[row]), RowLists.All(chosen.Length), classes.Name);
        int[] places = LinkRule.Keep(new ChosenRows(task.Features, chosen), chosenClasses, task.Targets.Keys, task.Workers);
        return task.Keep(Array.ConvertAll(places, place => chosen[place]));
    }
}
