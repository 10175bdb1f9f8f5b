namespace MLNetBert.Tests.Quantization;

/// <summary>Linear algebra in float64, as textbooks have it.</summary>
internal static class ByHand
{
    public static double[] Random(int seed, int count, double spread = 1)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => spread * ((2 * random.NextDouble()) - 1))];
    }

    /// <summary>A positive definite matrix: moments of random rows.</summary>
    public static double[] Moments(int seed, int size)
    {
        int rows = 3 * size;
        double[] x = Random(seed, rows * size), moments = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                for (int r = 0; r < rows; r++)
                    moments[(i * size) + j] += x[(r * size) + i] * x[(r * size) + j] * (1 + (i % 3)) * (1 + (j % 3)) / rows;
            }
        }

        return moments;
    }

    public static double[] Product(double[] left, double[] right, int m, int n, int k)
    {
        double[] product = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                    product[(i * n) + j] += left[(i * k) + p] * right[(p * n) + j];
            }
        }

        return product;
    }

    /// <summary>The inverse, by elimination with pivots.</summary>
    public static double[] Inverse(double[] matrix, int size)
    {
        double[] a = [.. matrix], inverse = new double[size * size];
        for (int i = 0; i < size; i++)
            inverse[(i * size) + i] = 1;
        for (int column = 0; column < size; column++)
        {
            int pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(a[(row * size) + column]));
            for (int j = 0; j < size; j++)
            {
                (a[(column * size) + j], a[(pivot * size) + j]) = (a[(pivot * size) + j], a[(column * size) + j]);
                (inverse[(column * size) + j], inverse[(pivot * size) + j]) = (inverse[(pivot * size) + j], inverse[(column * size) + j]);
            }

            double divisor = a[(column * size) + column];
            for (int j = 0; j < size; j++)
                (a[(column * size) + j], inverse[(column * size) + j]) = (a[(column * size) + j] / divisor, inverse[(column * size) + j] / divisor);
            foreach (int row in Enumerable.Range(0, size).Where(row => row != column))
            {
                double factor = a[(row * size) + column];
                for (int j = 0; j < size; j++)
                {
                    a[(row * size) + j] -= factor * a[(column * size) + j];
                    inverse[(row * size) + j] -= factor * inverse[(column * size) + j];
                }
            }
        }

        return inverse;
    }

    /// <summary>L with L L^T = A, row by row.</summary>
    public static double[] Cholesky(double[] matrix, int size)
    {
        double[] factor = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * size) + j];
                for (int p = 0; p < j; p++)
                    sum -= factor[(i * size) + p] * factor[(j * size) + p];
                factor[(i * size) + j] = i == j ? Math.Sqrt(sum) : sum / factor[(j * size) + j];
            }
        }

        return factor;
    }

    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{i}: {actual[i]}, not {expected[i]}");
    }
}
