namespace MLNetBert.Resampling;

/// <summary>
/// ADASYN (He et al., 2008): like SMOTE, but with more new rows where a row's neighbours are of other classes. Shares are rounded
/// half to even, so the class can end a few rows above or below the strategy. Mirrors imbalanced-learn's ADASYN.
/// </summary>
public sealed record Adasyn : Sampler
{
    /// <summary>Neighbours that decide the shares and are chosen from (<c>n_neighbors</c>). Default 5.</summary>
    public int NNeighbors { get; init; } = 5;

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters() => Check.AtLeast("n_neighbors", NNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task) =>
        NewRows.Grow(task, (added, label, count) => AddClass(task, added, label, count));

    /// <summary>Rows to make from each base row.</summary>
    internal static int[] Shares(int[] otherClassNeighbours, int neighbours, int count)
    {
        double[] ratios = Array.ConvertAll(otherClassNeighbours, others => others / (double)neighbours);
        double sum = NumpySum.Of(ratios);
        return Array.ConvertAll(ratios, ratio => (int)Math.Round(ratio / sum * count, MidpointRounding.ToEven));
    }

    private void AddClass(SamplingTask task, NewRows added, int label, int count)
    {
        int[] rows = task.Classes.RowsOf(label);
        string name = task.Classes.Name(label);
        int[] others = task.OtherClassNeighbours(rows, NNeighbors, "n_neighbors");
        if (others.All(other => other == 0))
        {
            throw new BadInputException(
                $"No row of class {name} has a row of another class among its {NNeighbors} nearest neighbours, so ADASYN cannot tell where to add rows; use smote instead.")
            { Code = "sampler.failed" };
        }

        int[] shares = Shares(others, NNeighbors, count);
        int total = shares.Sum();
        if (total == 0)
        {
            throw new BadInputException(
                $"Class {name} is to grow by only {count} rows, and each row's share of them rounds to none; ask for more rows, or use smote instead.")
            { Code = "sampler.failed" };
        }

        NeighbourTable near = task.WithinClass(label, rows, NNeighbors, "n_neighbors");
        (int[] ranks, double[] steps) = task.Draws.RanksAndSteps(total, NNeighbors);
        int[] from = new int[total], to = new int[total];
        for (int row = 0, i = 0; row < rows.Length; row++)
        {
            for (int made = 0; made < shares[row]; made++, i++)
                (from[i], to[i]) = (rows[row], near.Rows(row)[ranks[i]]);
        }

        added.Interpolate(label, from, to, steps);
    }
}
