using MLNetBert.Resampling;
using MLNetBert.Resampling.Neighbours;
using MLNetBert.Resampling.Threading;

namespace MLNetBert.Tests.Resampling;

public class NearestNeighboursTests
{
    public static TheoryData<int, int, int, string> Shapes => new()
    {
        { 2, 1, 1, "normal" },
        { 40, 3, 5, "lattice" },
        { 97, 8, 4, "normal" },
        { 333, 17, 6, "normal" },
        { 333, 17, 6, "far from the origin" },
        { 333, 17, 6, "outliers" },
        { 333, 17, 6, "duplicates" },
        { 333, 17, 6, "huge" },
        { 333, 17, 6, "tiny" },
        { 333, 17, 6, "subnormal" },
        { 200, 384, 3, "subnormal" },
        { 333, 17, 6, "subnormal outliers" },
        { 200, 8, 3, "one smallest number" },
        { 200, 384, 3, "duplicates" },
        { 200, 385, 3, "outliers" },
        { 200, 384, 3, "one column" },
        { 700, 384, 3, "unit" },
        { 500, 2, 499, "lattice" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Neighbours_are_those_of_a_brute_force_in_float64(int rows, int columns, int k, string kind)
    {
        FeatureMatrix data = Data(rows, columns, kind);
        foreach (int threads in new[] { 1, 3 })
        {
            NeighbourTable others = NearestNeighbours.Find(data, k, threads);
            NeighbourTable any = NearestNeighbours.Find(data, data, k, threads);
            for (int row = 0; row < rows; row++)
            {
                int[] order = Order(data, row);
                Assert.Equal(order.Where(other => other != row).Take(k), others.Rows(row).ToArray());
                Assert.Equal(order.Take(k), any.Rows(row).ToArray());
            }
        }
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("lattice")]
    [InlineData("far from the origin")]
    [InlineData("subnormal")]
    public void Some_rows_against_a_pool_that_contains_them_and_the_farthest_rows(string kind)
    {
        FeatureMatrix data = Data(400, 5, kind);
        int[] some = [.. Enumerable.Range(0, 400).Where(row => row % 7 == 3)];
        int[] pool = [.. Enumerable.Range(0, 400).Where(row => row % 7 >= 3)];
        int[] rest = [.. pool.Except(some)];
        NeighbourTable near = NeighbourSearch.Others(data, some, pool, 9, new Workers(2));
        NeighbourTable far = NeighbourSearch.Between(data, some, data, rest, 9, new Workers(2), farthest: true);
        for (int i = 0; i < some.Length; i++)
        {
            int[] order = Order(data, some[i]);
            Assert.Equal(order.Where(row => pool.Contains(row) && row != some[i]).Take(9), near.Rows(i).ToArray());
            double[] distances = [.. rest.Select(row => Squared(data, some[i], row)).OrderDescending().Take(9)];
            Assert.Equal(distances, far.SquaredDistances(i).ToArray());
        }
    }

    [Fact]
    public void K_outside_its_range_is_refused()
    {
        FeatureMatrix data = Data(5, 2, "normal");
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbours.Find(data, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbours.Find(data, 0));
        Assert.Throws<ArgumentException>(() => NearestNeighbours.Find(data, Data(5, 3, "normal"), 1));
    }

    private static int[] Order(FeatureMatrix data, int row) =>
        [.. Enumerable.Range(0, data.Rows).OrderBy(other => Squared(data, row, other)).ThenBy(other => other)];

    // The same eight partial sums as the product's, written plainly: the bits of a float64 sum depend on its order.
    private static double Squared(FeatureMatrix data, int a, int b)
    {
        double[] sums = new double[8];
        for (int column = 0; column < data.Columns; column++)
        {
            double difference = (double)data.Row(a)[column] - data.Row(b)[column];
            sums[column % 8] += difference * difference;
        }

        double[] four = [sums[0] + sums[4], sums[1] + sums[5], sums[2] + sums[6], sums[3] + sums[7]];
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    private static FeatureMatrix Data(int rows, int columns, string kind)
    {
        var random = new Random(rows + columns);
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double normal = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
                values[(row * columns) + column] = (float)(kind switch
                {
                    "lattice" => random.Next(6),
                    "far from the origin" => 30000 + normal,
                    "outliers" => row % 50 == 0 ? normal * 1e6 : normal,
                    "duplicates" => row % 3 == 0 ? column : normal,
                    "huge" => normal * 1e37,
                    "tiny" => normal * 1e-30,
                    "subnormal" => normal * 1e-41,
                    "subnormal outliers" => row % 50 == 0 ? normal * 1e-41 : Math.Round(normal) * float.Epsilon,
                    "one smallest number" => row == 7 && column == 3 ? float.Epsilon : 0,
                    "one column" => column == row % 2 ? normal : 0,
                    "unit" => normal / Math.Sqrt(columns),
                    _ => normal,
                });
            }
        }

        return new FeatureMatrix(values, rows, columns);
    }
}
