namespace MLNetBert.Resampling;

/// <summary>Keeps rows drawn at random from each large class, in the order drawn. Mirrors imbalanced-learn's RandomUnderSampler.</summary>
public sealed record RandomUnderSampler : Sampler
{
    /// <summary>Whether a row may be drawn more than once (<c>replacement</c>). Default false.</summary>
    public bool Replacement { get; init; }

    internal override SamplingKind Kind => SamplingKind.Under;

    internal override bool AcceptsNonFinite => true;

    internal override ResampleResult Run(SamplingTask task) => task.Keep(task.EachClass((_, rows, count) =>
        Replacement ? task.Draws.WithReplacement(count, rows) : task.Draws.WithoutReplacement(count, rows)));
}
