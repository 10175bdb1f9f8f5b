namespace MLNetBert.Encoder.Quantization.Algebra;

/// <summary>The factor L of a symmetric positive definite matrix A = L L^T, and what is solved with it. In blocks, whose products are the work.</summary>
internal sealed class Cholesky
{
    private const int BlockSize = 64;
    private readonly double[] _factor;
    private readonly int _size;

    /// <param name="matrix">The matrix, row by row; only its lower triangle is read.</param>
    /// <param name="size">The number of its rows.</param>
    /// <exception cref="ArithmeticException">It is not positive definite.</exception>
    public Cholesky(double[] matrix, int size)
    {
        (_factor, _size) = ((double[])matrix.Clone(), size);
        MatrixView<double> all = new(_factor, size);
        for (int from = 0; from < size; from += BlockSize)
        {
            int to = Math.Min(from + BlockSize, size);
            Diagonal(from, to);
            Parallel.For(to, size, row => BelowDiagonal(row, from, to));
            MatrixView<double> panel = all.From(to, from);
            MatrixProduct<double>.Add(-1, panel, panel.Transposed, all.From(to, to), (size - to, size - to, to - from), triangle: true);
        }
    }

    /// <summary>L, row by row; what is above its diagonal means nothing.</summary>
    public double[] Factor => _factor;

    /// <summary>Solves A X = B in place, B [size, columns] row by row.</summary>
    public void Solve(double[] right, int columns)
    {
        MatrixView<double> all = new(right, columns), factor = new(_factor, _size);
        Forward(right, columns, _ => columns);
        for (int to = _size; to > 0; to -= to % BlockSize == 0 ? BlockSize : to % BlockSize)
        {
            int from = (to - 1) / BlockSize * BlockSize;
            for (int i = to - 1; i >= from; i--)
            {
                Span<double> row = right.AsSpan(i * columns, columns);
                for (int j = i + 1; j < to; j++)
                    TensorPrimitives.MultiplyAdd(right.AsSpan(j * columns, columns), -_factor[(j * _size) + i], row, row);
                TensorPrimitives.Divide(row, _factor[(i * _size) + i], row);
            }

            MatrixProduct<double>.Add(-1, factor.From(from, 0).Transposed, all.From(from, 0), all, (from, columns, to - from));
        }
    }

    /// <summary>The inverse of L, row by row, zero above the diagonal.</summary>
    public double[] InverseOfFactor()
    {
        double[] inverse = new double[_size * _size];
        for (int i = 0; i < _size; i++)
            inverse[(i * _size) + i] = 1;
        Forward(inverse, _size, to => to);
        return inverse;
    }

    /// <summary>Solves L X = B in place; the rows before a given one are zero from the column on that is given for it.</summary>
    private void Forward(double[] right, int columns, Func<int, int> filled)
    {
        MatrixView<double> all = new(right, columns), factor = new(_factor, _size);
        for (int from = 0; from < _size; from += BlockSize)
        {
            int to = Math.Min(from + BlockSize, _size), width = filled(to);
            for (int i = from; i < to; i++)
            {
                Span<double> row = right.AsSpan(i * columns, width);
                for (int j = from; j < i; j++)
                    TensorPrimitives.MultiplyAdd(right.AsSpan(j * columns, width), -_factor[(i * _size) + j], row, row);
                TensorPrimitives.Divide(row, _factor[(i * _size) + i], row);
            }

            MatrixProduct<double>.Add(-1, factor.From(to, from), all.From(from, 0), all.From(to, 0), (_size - to, width, to - from));
        }
    }

    private void Diagonal(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            for (int j = from; j <= i; j++)
            {
                double sum = _factor[(i * _size) + j] - FixedOrder.Dot(_factor.AsSpan((i * _size) + from, j - from), _factor.AsSpan((j * _size) + from, j - from));
                if (i == j && !(sum > 0))
                    throw new ArithmeticException($"The matrix is not positive definite at row {i}.");
                _factor[(i * _size) + j] = i == j ? Math.Sqrt(sum) : sum / _factor[(j * _size) + j];
            }
        }
    }

    private void BelowDiagonal(int row, int from, int to)
    {
        for (int j = from; j < to; j++)
        {
            double sum = _factor[(row * _size) + j] - FixedOrder.Dot(_factor.AsSpan((row * _size) + from, j - from), _factor.AsSpan((j * _size) + from, j - from));
            _factor[(row * _size) + j] = sum / _factor[(j * _size) + j];
        }
    }
}
