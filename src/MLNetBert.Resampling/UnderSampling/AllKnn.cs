namespace MLNetBert.Resampling;

/// <summary>
/// Edited nearest neighbours with 1, 2, ... n neighbours, each pass on what the previous one left (Tomek, 1976).
/// Mirrors imbalanced-learn's AllKNN.
/// </summary>
public sealed record AllKnn : Sampler
{
    /// <summary>Neighbours of the last pass (<c>n_neighbors</c>). Default 3.</summary>
    public int NNeighbors { get; init; } = 3;

    /// <summary>Whether all or most of them must agree (<c>kind_sel</c>). Default <see cref="NeighbourSelection.All"/>.</summary>
    public NeighbourSelection KindSel { get; init; } = NeighbourSelection.All;

    /// <summary>Whether to go on when another class becomes smaller than the smallest class was (<c>allow_minority</c>). Default false.</summary>
    public bool AllowMinority { get; init; }

    internal override SamplingKind Kind => SamplingKind.Clean;

    private protected override void CheckParameters() => Check.AtLeast("n_neighbors", NNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task) => task.Keep(RepeatedEditing.Keep(
        task, SamplingStrategy, Enumerable.Range(1, NNeighbors), KindSel, stopUnchanged: false, stopSmall: !AllowMinority));
}
