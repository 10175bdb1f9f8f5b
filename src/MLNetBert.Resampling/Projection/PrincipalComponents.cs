namespace MLNetBert.Resampling.Projection;

/// <summary>
/// The two directions in which rows vary most, found by subspace iteration with a Rayleigh-Ritz step (Saad, Numerical Methods for
/// Large Eigenvalue Problems, 2011, chapter 5). For pictures: at most 10,000 rows, evenly chosen, decide the directions.
/// Immutable and thread-safe.
/// </summary>
public sealed class PrincipalComponents
{
    private const int MostRows = 10_000;
    private const int Block = 8;
    private const int MostIterations = 300;
    private readonly double[] _mean;
    private readonly double[][] _axes;

    private PrincipalComponents(double[] mean, double[][] axes, double explained)
    {
        _mean = mean;
        _axes = axes;
        ExplainedVarianceRatio = explained;
    }

    /// <summary>The share of the rows' variance that lies in the two directions.</summary>
    public double ExplainedVarianceRatio { get; }

    /// <summary>Finds the directions. The same rows give the same ones on every machine.</summary>
    /// <param name="features">The rows, finite, at least one.</param>
    /// <param name="cancellationToken">Stops the work soon.</param>
    /// <exception cref="BadInputException">There are no rows, or a value is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PrincipalComponents Fit(FeatureMatrix features, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows == 0)
            throw new BadInputException("There are no rows, so there are no directions in which they vary; give at least one.") { Code = "data.no-rows" };

        features.RequireFinite();
        int step = Math.Max(1, (features.Rows + MostRows - 1) / MostRows), columns = features.Columns;
        int[] rows = [.. Enumerable.Range(0, features.Rows).Where(row => row % step == 0)];
        double[] wide = new double[columns];
        double[] mean = new double[columns];
        foreach (int row in rows)
        {
            Lanes.Widen(features.Row(row), wide);
            Lanes.AddScaled(mean, wide, 1.0 / rows.Length);
        }

        double total = 0;
        foreach (int row in rows)
        {
            Center(features.Row(row), mean, wide);
            total += Lanes.Dot(wide, wide);
        }

        double[][] basis = Start(Math.Min(Block, columns), columns);
        double[] values = [];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Orthonormalize(basis);
            double[][] image = Covariance(features, rows, mean, basis);
            double[] before = values;
            (values, basis) = Ritz(basis, image);
            if (before.Length > 0 && Enumerable.Range(0, Math.Min(2, values.Length)).All(i => Math.Abs(values[i] - before[i]) <= 1e-12 * values[0]))
                break;
        }

        Orthonormalize(basis);
        double[][] axes = [.. basis.Take(2).Select(Upright)];
        return new PrincipalComponents(mean, axes, total == 0 ? 1 : values.Take(2).Sum() / total);
    }

    /// <summary>Where a row lies in the plane of the two directions; the second coordinate is 0 if rows have one column.</summary>
    /// <param name="row">A row with as many columns as those from which the directions were found.</param>
    /// <exception cref="ArgumentException">The row has a different number of columns.</exception>
    public (double X, double Y) Project(ReadOnlySpan<float> row)
    {
        Check.Require(row.Length == _mean.Length, $"The row has {row.Length} columns; the directions were found in {_mean.Length}.");
        double[] wide = new double[_mean.Length];
        Center(row, _mean, wide);
        return (Lanes.Dot(_axes[0], wide), _axes.Length > 1 ? Lanes.Dot(_axes[1], wide) : 0);
    }

    private static void Center(ReadOnlySpan<float> row, double[] mean, double[] wide)
    {
        Lanes.Widen(row, wide);
        Lanes.AddScaled(wide, mean, -1);
    }

    private static double[][] Start(int vectors, int columns)
    {
        var random = new Xoshiro256(1);
        return [.. Enumerable.Range(0, vectors).Select(_ => Enumerable.Range(0, columns).Select(_ => random.NextDouble() - 0.5).ToArray())];
    }

    private static double[][] Covariance(FeatureMatrix features, int[] rows, double[] mean, double[][] basis)
    {
        double[][] image = [.. basis.Select(vector => new double[vector.Length])];
        double[] wide = new double[mean.Length];
        foreach (int row in rows)
        {
            Center(features.Row(row), mean, wide);
            for (int v = 0; v < basis.Length; v++)
                Lanes.AddScaled(image[v], wide, Lanes.Dot(basis[v], wide));
        }

        return image;
    }

    /// <summary>Gram-Schmidt, twice for accuracy; a vector that vanishes stays zero.</summary>
    private static void Orthonormalize(double[][] basis)
    {
        for (int v = 0; v < basis.Length; v++)
        {
            for (int pass = 0; pass < 2; pass++)
            {
                for (int earlier = 0; earlier < v; earlier++)
                    Lanes.AddScaled(basis[v], basis[earlier], -Lanes.Dot(basis[v], basis[earlier]));
                double length = Math.Sqrt(Lanes.Dot(basis[v], basis[v]));
                for (int i = 0; i < basis[v].Length; i++)
                    basis[v][i] = length > 1e-150 ? basis[v][i] / length : 0;
            }
        }
    }

    /// <summary>Eigenvalues of the matrix within the basis, descending, and the images turned to its eigenvectors.</summary>
    private static (double[] Values, double[][] Basis) Ritz(double[][] basis, double[][] image)
    {
        int size = basis.Length;
        double[,] small = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                small[i, j] = (Lanes.Dot(basis[i], image[j]) + Lanes.Dot(basis[j], image[i])) / 2;
        }

        (double[] values, double[,] vectors) = SymmetricEigen.Decompose(small);
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => values[i])];
        double[][] turned = [.. order.Select(eigen =>
        {
            double[] vector = new double[image[0].Length];
            for (int i = 0; i < size; i++)
                Lanes.AddScaled(vector, image[i], vectors[i, eigen]);
            return vector;
        })];
        return ([.. order.Select(i => values[i])], turned);
    }

    /// <summary>Of the two signs, the one whose largest entry is positive, so that the picture does not flip.</summary>
    private static double[] Upright(double[] axis) => axis.MaxBy(Math.Abs) < 0 ? Array.ConvertAll(axis, value => -value) : axis;
}
