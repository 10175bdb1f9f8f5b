namespace MLNetBert.Training;

/// <summary>Intervals by the bootstrap: texts, with all rows of their group, are drawn again and again with replacement.</summary>
internal static class Bootstrap
{
    /// <summary>The 2.5th and the 97.5th percentile of a measure.</summary>
    public static MetricInterval Interval(double value, IReadOnlyList<int> rows, int[] groupOf, int draws, long seed, Func<IReadOnlyList<int>, double> measure)
    {
        int[][] groups = [.. rows.GroupBy(row => groupOf[row]).Select(group => group.ToArray())];
        var random = new SeededRandom(seed);
        double[] values = new double[draws];
        var drawn = new List<int>(rows.Count);
        for (int draw = 0; draw < draws; draw++)
        {
            drawn.Clear();
            for (int i = 0; i < groups.Length; i++)
                drawn.AddRange(groups[random.Below(groups.Length)]);
            values[draw] = measure(drawn);
        }

        Array.Sort(values);
        return new(value, Percentile(values, 0.025), Percentile(values, 0.975));
    }

    private static double Percentile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int low = (int)place;
        return sorted[low] + ((place - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]));
    }
}
