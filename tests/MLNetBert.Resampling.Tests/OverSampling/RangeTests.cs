using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Comparison;
using MLNetBert.Resampling.Projection;

namespace MLNetBert.Tests.Resampling;

/// <summary>
/// Values up to the greatest of float32. The oracle is the same data divided by 2^100: all arithmetic scales with a power of two exactly, except
/// where it leaves the range.
/// </summary>
public class RangeTests
{
    private const float Down = 1 / (float)(1UL << 50) / (1UL << 50);

    public static TheoryData<string, float> EverySampler
    {
        get
        {
            var data = new TheoryData<string, float>();
            foreach (string method in Samplers.Names)
            {
                foreach (float greatest in new[] { 1.8e38f, float.MaxValue })
                    data.Add(method, greatest);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EverySampler))]
    public void Every_sampler_gives_the_rows_that_it_gives_of_smaller_numbers(string method, float greatest)
    {
        (FeatureMatrix rows, int[] labels) = Data(greatest);
        FeatureMatrix small = Scaled(rows, Down);
        Sampler sampler = Make(method);
        ResampleResult? result = null, expected = sampler.Resample(small, labels);
        Exception? error = Record.Exception(() => result = sampler.Resample(rows, labels));
        if (error != null)
        {
            // Steps away from a neighbour can leave the range, and nothing else can.
            Assert.Equal("svm-smote", method);
            Assert.Equal("features.overflow", Assert.IsType<BadInputException>(error).Code);
            return;
        }

        Assert.Equal(expected.SourceRows, result!.SourceRows);
        Assert.Equal(expected.Labels, result.Labels);
        for (int row = 0; row < result.Rows; row++)
        {
            for (int column = 0; column < result.Columns; column++)
            {
                // In float64 a difference is not rounded, which can move the result by half a unit of the greatest value.
                double value = result.Row(row)[column], scaled = expected.Row(row)[column] / (double)Down;
                Assert.True(double.IsFinite(value) && Math.Abs(value - scaled) <= 1.2e-7 * greatest, $"{value} instead of {scaled} in row {row}, column {column}");
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public void A_new_row_lies_between_two_rows_that_are_further_apart_than_float32_reaches(int columns)
    {
        // One column is wide, the others are ordinary and must have NumPy's bits.
        float[][] values = [.. Enumerable.Range(0, 12).Select(row => Enumerable.Range(0, columns).Select(column => column == 1 ? (row % 2 == 0 ? 3e38f : -3e38f) : row / 7f).ToArray())];
        int[] labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        float[][] ordinary = [.. values.Select(row => row.Select((value, column) => column == 1 ? value * Down : value).ToArray())];
        var smote = new Smote { KNeighbors = 3, Seed = 5 };
        ResampleResult wide = smote.Resample(new FeatureMatrix(values), labels), expected = smote.Resample(new FeatureMatrix(ordinary), labels);

        // The neighbours differ, since one column outweighs all others; each row is on a line between its base and another row of the class.
        Assert.Equal(expected.Rows, wide.Rows);
        for (int row = 12; row < wide.Rows; row++)
        {
            float[] from = values[wide.SourceRows[row]], made = wide.Row(row).ToArray();
            Assert.All(made, value => Assert.True(float.IsFinite(value)));
            Assert.Contains(Enumerable.Range(0, 4), other => OnLine(from, values[other], made));
        }
    }

    [Fact]
    public void A_row_beyond_float32_is_refused_with_its_row_and_column()
    {
        (FeatureMatrix rows, int[] labels) = Data(float.MaxValue);
        foreach (int threads in new[] { 1, 3 })
        {
            BadInputException error = Assert.Throws<BadInputException>(() => new RandomOverSampler { Shrinkage = 1e3, MaxDegreeOfParallelism = threads }.Resample(rows, labels, label => label == 1 ? "spam" : "ham"));
            Assert.Equal("features.overflow", error.Code);
            Assert.Equal(1, labels[error.Row!.Value - 1]);
            Assert.StartsWith($"The new row of class spam from row {error.Row - 1} would go beyond the range of float32 (about 3.4e38) in column {error.Column} (both counted from 0);", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Comparison_and_plane_work_at_the_greatest_values()
    {
        (FeatureMatrix rows, int[] labels) = Data(float.MaxValue);
        IReadOnlyList<MethodResult> results = new MethodComparison { Folds = 3 }.Run(rows, labels, [ComparedMethod.None, ComparedMethod.ClassWeight, new("smote", new Smote()), new("smote-enn", new SmoteEnn())]);
        Assert.All(results, result => Assert.True(result.Failure == null && result.BalancedAccuracy is > 0 and <= 1));
        (double x, double y) = PrincipalComponents.Fit(rows).Project(rows.Row(0));
        Assert.True(double.IsFinite(x) && double.IsFinite(y));
    }

    [Fact]
    public void Neighbours_of_what_is_not_finite_are_refused()
    {
        var bad = new FeatureMatrix([[1, 2], [float.NaN, 0], [3, 4]]);
        var good = new FeatureMatrix([[1, 2], [0, 0], [3, 4]]);
        foreach (Action find in new Action[] { () => NearestNeighbours.Find(bad, 1), () => NearestNeighbours.Find(bad, good, 1), () => NearestNeighbours.Find(good, bad, 1) })
            Assert.StartsWith("Row 1, column 0 (counted from 0) is NaN", Assert.Throws<BadInputException>(find).Message, StringComparison.Ordinal);
    }

    private static bool OnLine(float[] from, float[] to, float[] made)
    {
        double step = to[0] == from[0] ? 0 : (made[0] - (double)from[0]) / ((double)to[0] - from[0]);
        return step is >= 0 and <= 1 && Enumerable.Range(0, made.Length).All(column =>
            Math.Abs(made[column] - (from[column] + (step * ((double)to[column] - from[column])))) <= 1e-6 * Math.Max(Math.Abs(from[column]), Math.Abs(to[column])));
    }

    private static Sampler Make(string method) => Samplers.Create(method, method switch
    {
        "smote-nc" => new Dictionary<string, string> { ["categorical_features"] = "0" },
        "kmeans-smote" => new Dictionary<string, string> { ["kmeans_estimator"] = "2", ["cluster_balance_threshold"] = "0" },
        _ => [],
    });

    private static (FeatureMatrix Rows, int[] Labels) Data(float greatest)
    {
        var random = new Random(4);
        float Value(int column) => column == 0 ? random.Next(3) : greatest * (float)((random.NextDouble() * 2) - 1);
        float[][] rows = [.. Enumerable.Range(0, 90).Select(_ => Enumerable.Range(0, 9).Select(Value).ToArray())];
        (rows[7][3], rows[20][3], rows[33][4]) = (greatest, -greatest, greatest);
        return (new FeatureMatrix(rows), [.. Enumerable.Range(0, 90).Select(row => row % 3 == 0 ? 1 : 0)]);
    }

    private static FeatureMatrix Scaled(FeatureMatrix rows, float factor) =>
        new([.. Enumerable.Range(0, rows.Rows).Select(row => rows.Row(row).ToArray().Select(value => value * factor).ToArray())]);
}
