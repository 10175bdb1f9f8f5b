namespace MLNetBert.Encoder.Quantization.Algebra;

/// <summary>A matrix within an array: where it begins, and how far its rows and columns are apart.</summary>
internal readonly record struct MatrixView<T>(T[] Values, int Start, int RowStride, int ColumnStride)
{
    /// <summary>A matrix that is stored row by row.</summary>
    public MatrixView(T[] values, int columns)
        : this(values, 0, columns, 1)
    {
    }

    public MatrixView<T> Transposed => new(Values, Start, ColumnStride, RowStride);

    /// <summary>The part that begins at a row and a column.</summary>
    public MatrixView<T> From(int row, int column) => this with { Start = Start + (row * RowStride) + (column * ColumnStride) };
}
