using MLNetBert.Resampling.Combined;

namespace MLNetBert.Resampling;

/// <summary>SMOTE, then edited nearest neighbours on all rows (Batista et al., 2004). Rows come out class by class. Mirrors imbalanced-learn's SMOTEENN.</summary>
public sealed record SmoteEnn : Sampler
{
    /// <summary>The over-sampler (<c>smote</c>). Null, the default: SMOTE with this sampler's strategy. A given one keeps its own strategy, and this sampler's is not used; the seed is always this sampler's.</summary>
    public Smote? Smote { get; init; }

    /// <summary>The cleaner (<c>enn</c>). Null, the default: cleaning all classes. A given one keeps its own strategy.</summary>
    public EditedNearestNeighbours? Enn { get; init; }

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters()
    {
        Smote?.Validate();
        Enn?.Validate();
    }

    internal override SortedList<int, int> Resolve(ClassTable classes) => Smote?.Resolve(classes) ?? base.Resolve(classes);

    internal override ResampleResult Run(SamplingTask task)
    {
        EditedNearestNeighbours enn = Enn ?? new EditedNearestNeighbours { SamplingStrategy = SamplingStrategy.All };
        return OverThenClean.Run(task, Smote ?? new Smote(), enn, (rows, classes, targets) =>
            EditingRule.Keep(rows, classes, targets, enn.NNeighbors, enn.KindSel, task.Workers));
    }
}
