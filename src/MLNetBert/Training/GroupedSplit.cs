namespace MLNetBert.Training;

/// <summary>
/// Deals groups of rows to parts so that each part has its share of every class, as far as whole groups allow: scikit-learn's
/// StratifiedGroupKFold. Large groups are dealt first; among equals a seed decides.
/// </summary>
internal static class GroupedSplit
{
    /// <summary>The part of each of <paramref name="rows"/>.</summary>
    /// <param name="rows">Row numbers.</param>
    /// <param name="classOf">The class, from 0, of every row of the data.</param>
    /// <param name="groupOf">The group of every row of the data.</param>
    /// <param name="shares">The share of each part; together 1.</param>
    /// <param name="seed">Decides among equals.</param>
    public static int[] Deal(int[] rows, int[] classOf, int[] groupOf, double[] shares, long seed)
    {
        int[][] groups = [.. Enumerable.Range(0, rows.Length).GroupBy(i => groupOf[rows[i]]).Select(group => group.ToArray())];
        new SeededRandom(seed).Shuffle(groups.AsSpan());
        double[] totals = new double[classOf.Max() + 1];
        foreach (int row in rows)
            totals[classOf[row]]++;

        double[][] filled = [.. shares.Select(_ => new double[totals.Length])];
        int[] partOf = new int[rows.Length];
        foreach (int[] group in groups.OrderByDescending(group => group.Length))
        {
            int part = Emptiest(group);
            foreach (int i in group)
            {
                partOf[i] = part;
                filled[part][classOf[rows[i]]]++;
            }
        }

        return partOf;

        // Where the group's classes are furthest from their share.
        int Emptiest(int[] group)
        {
            int best = 0;
            double least = double.PositiveInfinity;
            for (int part = 0; part < shares.Length; part++)
            {
                double full = 0;
                foreach (int i in group)
                    full += filled[part][classOf[rows[i]]] / (shares[part] * totals[classOf[rows[i]]]);
                if (full < least - 1e-9)
                    (best, least) = (part, full);
            }

            return best;
        }
    }
}
