namespace MLNetBert.Resampling;

/// <summary>
/// SMOTE (Chawla et al., 2002): new rows between a row and one of its nearest neighbours of the same class.
/// Mirrors imbalanced-learn's SMOTE.
/// </summary>
public sealed record Smote : Sampler
{
    /// <summary>Neighbours to choose from (<c>k_neighbors</c>). Default 5. A class that grows needs more rows than this.</summary>
    public int KNeighbors { get; init; } = 5;

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters() => Check.AtLeast("k_neighbors", KNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task) => NewRows.Grow(task, (added, label, count) =>
    {
        int[] rows = task.Classes.RowsOf(label);
        added.AddPairs(label, rows, count, task.WithinClass(label, rows, KNeighbors, "k_neighbors"));
    });
}
