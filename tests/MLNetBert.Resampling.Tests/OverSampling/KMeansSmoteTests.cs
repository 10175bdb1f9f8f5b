using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>The weights of clusters, by the formula: (mean distance of the class's rows) to the exponent, over their number.</summary>
public class KMeansSmoteTests
{
    /// <summary>Rows to add: 48 of the one class, 12 of the other.</summary>
    private const int New = 36;

    [Theory]
    [InlineData(1.0, 3.0, 1.0)]
    [InlineData(-1.0, 3.0, 1.0)]
    [InlineData(-2.5, 3.0, 1.0)]
    [InlineData(0.0, 3.0, 1.0)]
    [InlineData(0.0, 0.0, 1.0)]
    public void Clusters_share_by_the_formula_for_any_exponent(double exponent, double first, double second)
    {
        double one = Math.Pow(first, exponent), other = Math.Pow(second, exponent);
        ResampleResult result = Sampler(exponent).Resample(Rows(first, second), Labels());
        int fromFirst = Enumerable.Range(60, result.Rows - 60).Count(row => result.SourceRows[row] < 30);

        // Rounded up; the formula itself is float64 here as there.
        double share = New * one / (one + other);
        Assert.InRange(fromFirst, share - 1e-9, share + 1);
        Assert.InRange(result.Rows - 60 - fromFirst, New - share - 1e-9, New - share + 1);
    }

    [Fact]
    public void A_threshold_below0_leaves_no_cluster_out()
    {
        ResampleResult none = new KMeansSmote { Clusters = 2, ClusterBalanceThreshold = -1, DensityExponent = 1 }.Resample(Rows(3, 1), Labels());
        Assert.Equal([false, true], none.SourceRows.Skip(60).Select(row => row < 30).Distinct().Order());
    }

    [Theory]
    [InlineData(-1.0, 0.0)]
    [InlineData(1e6, 3.0)]
    public void A_weight_without_end_is_refused(double exponent, double first)
    {
        BadInputException error = Assert.Throws<BadInputException>(() => Sampler(exponent).Resample(Rows(first, 1), Labels()));
        Assert.Contains("density_exponent", error.Message, StringComparison.Ordinal);
        Assert.Contains("give a number from 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Na_n_is_refused()
    {
        Assert.Contains("density_exponent must be a number", Assert.Throws<ArgumentException>(() => Sampler(double.NaN).Resample(Rows(3, 1), Labels())).Message, StringComparison.Ordinal);
        var threshold = new KMeansSmote { ClusterBalanceThreshold = double.NaN };
        Assert.Contains("cluster_balance_threshold must be a number", Assert.Throws<ArgumentException>(() => threshold.Resample(Rows(3, 1), Labels())).Message, StringComparison.Ordinal);
    }

    private static KMeansSmote Sampler(double exponent) => new() { Clusters = 2, ClusterBalanceThreshold = 0, DensityExponent = exponent };

    // Rows 0 to 29 near the origin, 30 to 59 far away; the first six of each are of the class, in a line with that distance between.
    private static FeatureMatrix Rows(double first, double second) => FeatureMatrix.FromRows(
        [.. Enumerable.Range(0, 60).Select(row => new[] { row % 30 < 6 ? (float)(row % 30 * (row < 30 ? first : second)) : row % 7, row < 30 ? 0f : 1000 })]);

    private static int[] Labels() => [.. Enumerable.Range(0, 60).Select(row => row % 30 < 6 ? 1 : 0)];
}
