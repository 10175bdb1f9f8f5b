namespace MLNetBert.Resampling;

/// <summary>
/// Edited nearest neighbours until nothing changes, or until another class would become smaller than the smallest class was at
/// first (that last pass counts). Mirrors imbalanced-learn's RepeatedEditedNearestNeighbours.
/// </summary>
public sealed record RepeatedEditedNearestNeighbours : Sampler
{
    /// <summary>Neighbours that decide, the row itself not counted (<c>n_neighbors</c>). Default 3.</summary>
    public int NNeighbors { get; init; } = 3;

    /// <summary>The greatest number of passes (<c>max_iter</c>). Default 100.</summary>
    public int MaxIter { get; init; } = 100;

    /// <summary>Whether all or most of them must agree (<c>kind_sel</c>). Default <see cref="NeighbourSelection.All"/>.</summary>
    public NeighbourSelection KindSel { get; init; } = NeighbourSelection.All;

    internal override SamplingKind Kind => SamplingKind.Clean;

    private protected override void CheckParameters()
    {
        Check.AtLeast("n_neighbors", NNeighbors, 1);
        Check.AtLeast("max_iter", MaxIter, 1);
    }

    internal override ResampleResult Run(SamplingTask task) => task.Keep(RepeatedEditing.Keep(
        task, SamplingStrategy, Enumerable.Repeat(NNeighbors, MaxIter), KindSel, stopUnchanged: true, stopSmall: true));
}
