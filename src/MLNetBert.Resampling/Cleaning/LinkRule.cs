namespace MLNetBert.Resampling.Cleaning;

/// <summary>Tomek links (1976): two rows of different classes, each the other's nearest neighbour.</summary>
internal static class LinkRule
{
    /// <summary>The rows that stay, in their order: those in no link, or of no target class.</summary>
    public static int[] Keep(IRows features, ClassTable classes, ICollection<int> targets, Workers workers)
    {
        int[] rows = classes.Rows;
        if (rows.Length < 2)
            return rows;

        NeighbourTable near = NeighbourSearch.Others(features, rows, rows, 1, workers);
        var nearest = new Dictionary<int, int>(rows.Length);
        for (int i = 0; i < rows.Length; i++)
            nearest[rows[i]] = near.Rows(i)[0];

        return [.. rows.Where(row =>
            !targets.Contains(classes.Labels[row])
            || classes.Labels[nearest[row]] == classes.Labels[row]
            || nearest[nearest[row]] != row)];
    }
}
