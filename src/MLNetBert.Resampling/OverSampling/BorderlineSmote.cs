namespace MLNetBert.Resampling;

/// <summary>
/// Borderline SMOTE (Han et al., 2005): SMOTE from rows in danger only: at least half, but not all, of their neighbours are of
/// other classes. A class without such rows gets no new rows, and the result warns of it. Mirrors imbalanced-learn's BorderlineSMOTE.
/// </summary>
public sealed record BorderlineSmote : Sampler
{
    /// <summary>Neighbours to choose from (<c>k_neighbors</c>). Default 5.</summary>
    public int KNeighbors { get; init; } = 5;

    /// <summary>Neighbours of any class that decide whether a row is in danger (<c>m_neighbors</c>). Default 10.</summary>
    public int MNeighbors { get; init; } = 10;

    /// <summary>Which neighbours a row is paired with (<c>kind</c>). Default <see cref="BorderlineSmoteKind.Borderline1"/>.</summary>
    public BorderlineSmoteKind BorderlineKind { get; init; } = BorderlineSmoteKind.Borderline1;

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters()
    {
        Check.AtLeast("k_neighbors", KNeighbors, 1);
        Check.AtLeast("m_neighbors", MNeighbors, 1);
    }

    internal override ResampleResult Run(SamplingTask task) =>
        NewRows.Grow(task, (added, label, count) => AddClass(task, added, label, count));

    /// <summary>Whether a row is in danger, given how many of its m neighbours are of other classes.</summary>
    internal static bool InDanger(int others, int m) => 2 * others >= m && others < m;

    private void AddClass(SamplingTask task, NewRows added, int label, int count)
    {
        int[] rows = task.Classes.RowsOf(label);
        int[] others = task.OtherClassNeighbours(rows, MNeighbors, "m_neighbors");
        int[] danger = [.. rows.Where((_, i) => InDanger(others[i], MNeighbors))];
        if (danger.Length == 0)
        {
            task.Warnings.Add(
                $"Class {task.Classes.Name(label)} has no rows near the border (m_neighbors = {MNeighbors}), so none were added to it; use smote, or another m_neighbors.");
            return;
        }

        if (BorderlineKind == BorderlineSmoteKind.Borderline1)
        {
            added.AddPairs(label, danger, count, task.WithinClass(label, danger, KNeighbors, "k_neighbors"));
            return;
        }

        NeighbourTable near = task.AmongAll(danger, KNeighbors, "k_neighbors");
        (int[] places, int[] ranks, double[] steps) = task.Draws.Pairs(count, danger, KNeighbors);
        int[] from = Array.ConvertAll(places, place => danger[place]), to = new int[count];
        for (int i = 0; i < count; i++)
            to[i] = near.Rows(places[i])[ranks[i]];

        double[] factors = task.Draws.Factors(Array.ConvertAll(to, row => task.Classes.Labels[row] != label));
        added.Interpolate(label, from, to, steps, factors);
    }
}
