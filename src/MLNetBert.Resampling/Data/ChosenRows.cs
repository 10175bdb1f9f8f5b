namespace MLNetBert.Resampling.Data;

/// <summary>Some rows of a matrix in a given order, without a copy.</summary>
internal sealed class ChosenRows(IRows all, int[] rows) : IRows
{
    public int Rows => rows.Length;

    public int Columns => all.Columns;

    public ReadOnlySpan<float> Row(int row) => all.Row(rows[row]);
}
