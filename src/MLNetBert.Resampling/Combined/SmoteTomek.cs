using MLNetBert.Resampling.Combined;

namespace MLNetBert.Resampling;

/// <summary>SMOTE, then the removal of Tomek links on all rows (Batista et al., 2003). Rows stay in their order. Mirrors imbalanced-learn's SMOTETomek.</summary>
public sealed record SmoteTomek : Sampler
{
    /// <summary>The over-sampler (<c>smote</c>). Null, the default: SMOTE with this sampler's strategy. A given one keeps its own strategy, and this sampler's is not used; the seed is always this sampler's.</summary>
    public Smote? Smote { get; init; }

    /// <summary>The cleaner (<c>tomek</c>). Null, the default: cleaning all classes. A given one keeps its own strategy.</summary>
    public TomekLinks? Tomek { get; init; }

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters() => Smote?.Validate();

    internal override SortedList<int, int> Resolve(ClassTable classes) => Smote?.Resolve(classes) ?? base.Resolve(classes);

    internal override ResampleResult Run(SamplingTask task) => OverThenClean.Run(
        task, Smote ?? new Smote(), Tomek ?? new TomekLinks { SamplingStrategy = SamplingStrategy.All }, (rows, classes, targets) =>
            LinkRule.Keep(rows, classes, targets, task.Workers));
}
