namespace MLNetBert.Resampling;

/// <summary>
/// Removes rows of the target classes that are in a Tomek link: their nearest neighbour is of another class, and they are its
/// nearest. Rows stay in their order. Mirrors imbalanced-learn's TomekLinks.
/// </summary>
public sealed record TomekLinks : Sampler
{
    internal override SamplingKind Kind => SamplingKind.Clean;

    internal override ResampleResult Run(SamplingTask task) =>
        task.Keep(LinkRule.Keep(task.Features, task.Classes, task.Targets.Keys, task.Workers));
}
