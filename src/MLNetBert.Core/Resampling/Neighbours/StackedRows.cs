namespace MLNetBert.Resampling.Neighbours;

/// <summary>The rows of one matrix and below them those of another, without a copy of either.</summary>
internal sealed class StackedRows(IRows top, IRows bottom) : IRows
{
    public int Rows => top.Rows + bottom.Rows;

    public int Columns => top.Columns;

    public ReadOnlySpan<float> Row(int row) => row < top.Rows ? top.Row(row) : bottom.Row(row - top.Rows);
}
