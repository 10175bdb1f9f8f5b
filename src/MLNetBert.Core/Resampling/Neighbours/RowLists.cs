namespace MLNetBert.Resampling.Neighbours;

/// <summary>Lists of row numbers.</summary>
internal static class RowLists
{
    public static int[] All(int count)
    {
        var rows = new int[count];
        for (int row = 0; row < count; row++)
        {
            rows[row] = row;
        }

        return rows;
    }
}
