namespace MLNetBert.Resampling;

/// <summary>
/// Removes rows of the target classes whose nearest neighbours are of another class (Wilson, 1972). Rows come out class after
/// class. Mirrors imbalanced-learn's EditedNearestNeighbours.
/// </summary>
public sealed record EditedNearestNeighbours : Sampler
{
    /// <summary>Neighbours that decide, the row itself not counted (<c>n_neighbors</c>). Default 3.</summary>
    public int NNeighbors { get; init; } = 3;

    /// <summary>Whether all or most of them must agree (<c>kind_sel</c>). Default <see cref="NeighbourSelection.All"/>.</summary>
    public NeighbourSelection KindSel { get; init; } = NeighbourSelection.All;

    internal override SamplingKind Kind => SamplingKind.Clean;

    private protected override void CheckParameters() => Check.AtLeast("n_neighbors", NNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task) => task.Keep(EditingRule.Keep(task.Features, task.Classes, task.Targets.Keys, NNeighbors, KindSel, task.Workers));
}
