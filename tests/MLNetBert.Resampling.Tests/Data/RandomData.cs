using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>Overlapping classes of random sizes and shapes.</summary>
internal sealed record RandomData(FeatureMatrix Features, int[] Labels)
{
    public static RandomData Of(int seed, int least = 8)
    {
        var random = new Random(seed);
        int columns = random.Next(1, 20), classes = random.Next(2, 4);
        var rows = new List<(float[] Row, int Label)>();
        for (int label = 0; label < classes; label++)
        {
            for (int i = random.Next(least, label == 0 ? 120 : 40); i > 0; i--)
                rows.Add(([.. Enumerable.Range(0, columns).Select(column => (float)(Normal(random) + (column % 2 == 0 ? label * 0.8 : 0)))], (label * 3) - 1));
        }

        (float[] Row, int Label)[] shuffled = [.. rows.OrderBy(_ => random.Next())];
        return new RandomData(FeatureMatrix.FromRows([.. shuffled.Select(row => row.Row)]), [.. shuffled.Select(row => row.Label)]);
    }

    public int[] RowsOf(int label) => [.. Enumerable.Range(0, Labels.Length).Where(row => Labels[row] == label)];

    /// <summary>The k nearest of some rows to a row, without itself.</summary>
    public int[] Nearest(int row, IEnumerable<int> pool, int k) => [.. pool.Where(other => other != row)
        .OrderBy(other => Squared(Features.Row(row), Features.Row(other))).ThenBy(other => other).Take(k)];

    public static double Squared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);

        return sum;
    }

    private static double Normal(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}
