using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Tests.Quantization;

/// <summary>The blocked kernels give what the textbook's loops give, at the edges of blocks and tiles too.</summary>
public sealed class AlgebraTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 9, 3)]
    [InlineData(6, 8, 256)]
    [InlineData(97, 17, 257)]
    [InlineData(200, 50, 300)]
    public void Products_are_those_of_three_loops(int m, int n, int k)
    {
        double[] left = ByHand.Random(1, m * k), right = ByHand.Random(2, k * n), expected = ByHand.Product(left, right, m, n, k);
        double[] twice = [.. expected];
        MatrixProduct<double>.Add(-2, new(left, k), new(right, n), new(twice, n), (m, n, k));
        ByHand.Close(Array.ConvertAll(expected, value => -value), twice, 1e-11);
        float[] single = new float[m * n];
        MatrixProduct<float>.Add(1, new(ToFloat(left), k), new(ToFloat(right), n), new(single, n), (m, n, k));
        ByHand.Close(expected, Array.ConvertAll(single, value => (double)value), 1e-4);
    }

    [Fact]
    public void A_triangle_is_right_on_and_below_the_diagonal()
    {
        const int Rows = 40, Size = 150;
        double[] x = ByHand.Random(3, Rows * Size), product = new double[Size * Size];
        MatrixView<double> rows = new(x, Size);
        MatrixProduct<double>.Add(1, rows.Transposed, rows, new(product, Size), (Size, Size, Rows), triangle: true);
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j <= i; j++)
                Assert.Equal(Enumerable.Range(0, Rows).Sum(r => x[(r * Size) + i] * x[(r * Size) + j]), product[(i * Size) + j], 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(131)]
    public void Cholesky_solves_and_inverts(int size)
    {
        const int Columns = 5;
        double[] matrix = ByHand.Moments(4, size), right = ByHand.Random(5, size * Columns);
        Cholesky cholesky = new(matrix, size);
        double[] solution = [.. right];
        cholesky.Solve(solution, Columns);
        ByHand.Close(ByHand.Product(ByHand.Inverse(matrix, size), right, size, Columns, size), solution, 1e-8);
        ByHand.Close(ByHand.Inverse(ByHand.Cholesky(matrix, size), size), cholesky.InverseOfFactor(), 1e-8);
    }

    [Fact]
    public void What_is_not_positive_definite_is_refused() =>
        Assert.Throws<ArithmeticException>(() => new Cholesky([1, 2, 2, 1], 2));

    private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);
}
