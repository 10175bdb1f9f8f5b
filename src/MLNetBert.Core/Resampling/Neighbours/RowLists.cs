namespace MLNetBert.Resampling.Neighbours;

/// <summary>Lists of row numbers.</summary>
internal static class RowLists
{
    public static int[] All(int count) => [.. Enumerable.Range(0, count)];
}
