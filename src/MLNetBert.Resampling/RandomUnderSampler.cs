namespace MLNetBert.Resampling;

/// <summary>Keeps rows drawn at random from each large class, in drawn order. Mirrors imbalanced-learn's RandomUnderSampler.</summary>
public sealed class RandomUnderSampler : Sampler
{
    /// <summary>Whether a row may be drawn more than once (<c>replacement</c>). Default false.</summary>
    public bool Replacement { get; init; }

    internal override SamplingKind Kind => SamplingKind.Under;

    internal override bool AcceptsNonFinite => true;

    internal override ResampleResult Run(SamplingTask task)
    {
        var kept = new List<int>();
        foreach (int label in task.Classes.Classes)
        {
            int[] rows = task.Classes.RowsOf(label);
            if (task.Targets.TryGetValue(label, out int count))
            {
                kept.AddRange(Replacement ? task.Draws.WithReplacement(count, rows) : task.Draws.WithoutReplacement(count, rows));
            }
            else
            {
                kept.AddRange(rows);
            }
        }

        return ResampleResult.Keep(task, [.. kept]);
    }
}
