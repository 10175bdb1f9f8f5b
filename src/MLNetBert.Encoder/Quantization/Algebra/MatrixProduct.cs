using System.Numerics;
using System.Runtime.Intrinsics;

namespace MLNetBert.Encoder.Quantization.Algebra;

/// <summary>
/// Adds products of matrices in float32 or float64. Each value of the result is summed by one thread, in the order of the inner index, so it is the same on any number of
/// threads.
/// </summary>
/// <remarks>Packed panels and tiles of 6 rows and two registers, as in Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).</remarks>
internal static unsafe class MatrixProduct<T>
    where T : unmanaged, INumber<T>
{
    private const int TileRows = 6;
    private const int Depth = 256;
    private const int BlockRows = 96;
    private static readonly int TileColumns = 2 * Vector256<T>.Count;

    /// <summary>result[m, n] += factor * left[m, k] right[k, n].</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="left">The left matrix.</param>
    /// <param name="right">The right matrix.</param>
    /// <param name="result">The result; its columns are beside each other.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="triangle">Whether only tiles that touch the diagonal or are below it are wanted.</param>
    public static void Add(T factor, MatrixView<T> left, MatrixView<T> right, MatrixView<T> result, (int M, int N, int K) shape, bool triangle = false)
    {
        (int m, int n, int k) = shape;
        if (m == 0 || n == 0 || k == 0)
            return;
        int panels = (n + TileColumns - 1) / TileColumns, blocks = (m + BlockRows - 1) / BlockRows;
        T[] packed = ArrayPool<T>.Shared.Rent(panels * TileColumns * Math.Min(Depth, k));
        try
        {
            for (int from = 0; from < k; from += Depth)
            {
                int depth = Math.Min(Depth, k - from);
                MatrixView<T> a = left.From(0, from);
                for (int panel = 0; panel < panels; panel++)
                    Pack(right.From(from, panel * TileColumns).Transposed, Math.Min(TileColumns, n - (panel * TileColumns)), depth, T.One, packed.AsSpan(panel * TileColumns * depth), TileColumns);
                Block work = new(a, packed, result, factor, m, n, depth, triangle);
                if ((long)m * n * depth < 1 << 18)
                {
                    for (int block = 0; block < blocks; block++)
                        work.Run(block);
                }
                else
                {
                    Parallel.For(0, blocks, work.Run);
                }
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(packed);
        }
    }

    /// <summary>Copies rows so that what one step needs is beside each other: for each inner index, the values of <paramref name="width"/> rows; missing rows are zero.</summary>
    private static void Pack(MatrixView<T> rows, int count, int depth, T factor, Span<T> packed, int width)
    {
        for (int i = 0; i < width; i++)
        {
            int at = rows.Start + (i * rows.RowStride);
            for (int p = 0; p < depth; p++)
                packed[(p * width) + i] = i < count ? factor * rows.Values[at + (p * rows.ColumnStride)] : T.Zero;
        }
    }

    private sealed record Block(MatrixView<T> Left, T[] Right, MatrixView<T> Result, T Factor, int M, int N, int Depth, bool Triangle)
    {
        public void Run(int block)
        {
            int first = block * BlockRows, count = Math.Min(BlockRows, M - first), tiles = (count + TileRows - 1) / TileRows;
            T[] packed = ArrayPool<T>.Shared.Rent(tiles * TileRows * Depth);
            for (int tile = 0; tile < tiles; tile++)
                Pack(Left.From(first + (tile * TileRows), 0), Math.Min(TileRows, count - (tile * TileRows)), Depth, Factor, packed.AsSpan(tile * TileRows * Depth), TileRows);
            int columns = Triangle ? Math.Min(N, first + count) : N;
            T* sums = stackalloc T[TileRows * TileColumns];
            fixed (T* left = packed, right = Right)
            {
                for (int column = 0; column < columns; column += TileColumns)
                {
                    for (int tile = 0; tile < tiles; tile++)
                    {
                        Multiply(left + (tile * TileRows * Depth), right + (column * Depth), Depth, sums);
                        AddTile(sums, first + (tile * TileRows), column);
                    }
                }
            }

            ArrayPool<T>.Shared.Return(packed);
        }

        private void AddTile(T* sums, int row, int column)
        {
            int rows = Math.Min(TileRows, M - row), columns = Math.Min(TileColumns, N - column);
            for (int i = 0; i < rows; i++)
            {
                Span<T> to = Result.Values.AsSpan(Result.Start + ((row + i) * Result.RowStride) + column, columns);
                for (int j = 0; j < columns; j++)
                    to[j] += sums[(i * TileColumns) + j];
            }
        }
    }

    private static void Multiply(T* a, T* b, int depth, T* sums)
    {
        Vector256<T> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<T> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (int p = 0; p < depth; p++, a += TileRows, b += 2 * Vector256<T>.Count)
        {
            Vector256<T> b0 = Vector256.Load(b), b1 = Vector256.Load(b + Vector256<T>.Count), x = Vector256.Create(a[0]);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            x = Vector256.Create(a[4]);
            c40 = MultiplyAdd(x, b0, c40);
            c41 = MultiplyAdd(x, b1, c41);
            x = Vector256.Create(a[5]);
            c50 = MultiplyAdd(x, b0, c50);
            c51 = MultiplyAdd(x, b1, c51);
        }

        c00.Store(sums + (0 * Vector256<T>.Count));
        c01.Store(sums + (1 * Vector256<T>.Count));
        c10.Store(sums + (2 * Vector256<T>.Count));
        c11.Store(sums + (3 * Vector256<T>.Count));
        c20.Store(sums + (4 * Vector256<T>.Count));
        c21.Store(sums + (5 * Vector256<T>.Count));
        c30.Store(sums + (6 * Vector256<T>.Count));
        c31.Store(sums + (7 * Vector256<T>.Count));
        c40.Store(sums + (8 * Vector256<T>.Count));
        c41.Store(sums + (9 * Vector256<T>.Count));
        c50.Store(sums + (10 * Vector256<T>.Count));
        c51.Store(sums + (11 * Vector256<T>.Count));
    }

    private static Vector256<T> MultiplyAdd(Vector256<T> left, Vector256<T> right, Vector256<T> sum) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(left.AsSingle(), right.AsSingle(), sum.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(left.AsDouble(), right.AsDouble(), sum.AsDouble()).As<double, T>();
}
