using MLNetBert.Encoder.Batching;

namespace MLNetBert.Cli.Verification;

/// <summary>Which rows of a window run together. Rows without a token are left out: they have zeros for features, and nothing runs.</summary>
internal static class BatchesToCompare
{
    /// <summary>Rows of equal length, in order, so many together at most, and no more than <see cref="BatchPlanner"/> may put together.</summary>
    public static IEnumerable<int[]> OfEqualLength(TokenWindow window, int together) =>
        Rows(window).GroupBy(row => window.Length(window.Distinct(row))).SelectMany(group => group.Chunk(Math.Min(together, Most(group.Key))));

    /// <summary>Rows in the order of the input.</summary>
    public static IEnumerable<int[]> InOrder(TokenWindow window, int together) => Rows(window).Chunk(together);

    private static IEnumerable<int> Rows(TokenWindow window) =>
        Enumerable.Range(0, window.RowCount).Where(row => window.Length(window.Distinct(row)) > 0);

    private static int Most(int length) =>
        length is 1 or > BatchPlanner.LongestTogether ? 1 : Math.Max(1, BatchPlanner.TokensPerBatch / length);
}
