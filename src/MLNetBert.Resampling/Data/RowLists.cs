namespace MLNetBert.Resampling.Data;

/// <summary>Lists of row numbers.</summary>
internal static class RowLists
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] All(int count)
    {
        int[] rows = new int[count];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = row;

        return rows;
    }
}
