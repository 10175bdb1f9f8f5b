namespace MLNetBert.Cli.Reports;

/// <summary>What a sampler did to the rows of its input: which it removed, which it made, and the counts of each class.</summary>
internal sealed class MethodEffect
{
    private readonly Dictionary<int, ClassCounts> _counts = [];

    public MethodEffect(IReadOnlyList<int> labels, ResampleResult result)
    {
        bool[] kept = new bool[labels.Count];
        for (int row = 0; row < result.Rows; row++)
        {
            int label = result.Labels[row];
            ClassCounts counts = _counts.GetValueOrDefault(label, new());
            bool first = !result.IsSynthetic(row) && !kept[result.SourceRows[row]];
            if (result.IsSynthetic(row))
                Synthetic.Add(row);
            else
                kept[result.SourceRows[row]] = true;

            _counts[label] = first ? counts with { Kept = counts.Kept + 1 } : counts with { Added = counts.Added + 1 };
        }

        for (int row = 0; row < labels.Count; row++)
        {
            ClassCounts counts = _counts.GetValueOrDefault(labels[row], new());
            _counts[labels[row]] = counts with { Before = counts.Before + 1 };
            if (!kept[row])
                Removed.Add(row);
        }
    }

    /// <summary>Rows of the result that were made.</summary>
    public List<int> Synthetic { get; } = [];

    /// <summary>Rows of the input that are not in the result.</summary>
    public List<int> Removed { get; } = [];

    /// <summary>The counts of a class.</summary>
    public ClassCounts Of(int label) => _counts.GetValueOrDefault(label, new());

    /// <param name="Before">Rows of the input.</param>
    /// <param name="Kept">How many of these are in the result.</param>
    /// <param name="Added">Rows made, and further copies of rows.</param>
    public readonly record struct ClassCounts(int Before, int Kept, int Added);
}
