namespace MLNetBert.Resampling.Data;

/// <summary>Rows that can be read by number: a matrix, or a matrix with new rows below it.</summary>
internal interface IRows
{
    int Rows { get; }

    int Columns { get; }

    ReadOnlySpan<float> Row(int row);
}
