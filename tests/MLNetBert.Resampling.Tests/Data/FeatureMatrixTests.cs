using System.Globalization;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling.Data;

/// <summary>Matrices whose rows are in several blocks, as those with more values than an array holds are; here the blocks are small.</summary>
public class FeatureMatrixTests
{
    public static TheoryData<string> Methods => [.. Samplers.Names];

    [Theory]
    [InlineData(0, 3, 12)]
    [InlineData(1, 5, 1)]
    [InlineData(4, 3, 12)]
    [InlineData(5, 3, 12)]
    [InlineData(1000, 7, 64)]
    [InlineData(1000, 7, 7)]
    [InlineData(513, 1, 512)]
    public void Every_row_of_a_matrix_in_blocks_has_a_place_of_its_own(int rows, int columns, int mostInBlock)
    {
        var matrix = new FeatureMatrix(rows, columns, mostInBlock);
        for (int row = 0; row < rows; row++)
            matrix.Writable(row).Fill(row);

        for (int row = 0; row < rows; row++)
            Assert.Equal(Enumerable.Repeat((float)row, columns), matrix.Row(row).ToArray());

        matrix.RequireFinite();
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(-1));
    }

    [Fact]
    public void The_last_row_of_an_array_is_where_rows_times_columns_says()
    {
        float[] values = [.. Enumerable.Range(0, 70_000 * 3).Select(i => (float)i)];
        Assert.Equal([209_997f, 209_998, 209_999], new FeatureMatrix(values, 70_000, 3).Row(69_999).ToArray());
    }

    [Fact]
    public void A_matrix_is_filled_from_the_first_row_to_the_last()
    {
        var matrix = FeatureMatrix.Create(10, 2, (values, first) =>
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = (first * 2) + i;
        });
        Assert.Equal([18f, 19], matrix.Row(9).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureMatrix.Create(-1, 2, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureMatrix.Create(1, 0, (_, _) => { }));
    }

    [Theory]
    [InlineData(6, 1, float.NaN, "NaN")]
    [InlineData(0, 0, float.PositiveInfinity, "infinite")]
    [InlineData(10, 2, float.NegativeInfinity, "infinite")]
    public void The_first_value_that_is_not_finite_is_named(int row, int column, float value, string what)
    {
        foreach (int mostInBlock in new[] { 3, 6, 1 << 20 })
        {
            var matrix = new FeatureMatrix(11, 3, mostInBlock);
            for (int i = 0; i < 11; i++)
                matrix.Writable(i).Fill(i < row ? 1 : value);

            matrix.Writable(row)[..column].Fill(1);
            BadInputException error = Assert.Throws<BadInputException>(matrix.RequireFinite);
            Assert.StartsWith($"Row {row}, column {column} (counted from 0) is {what};", error.Message, StringComparison.Ordinal);
            Assert.Equal(("features.not-finite", row + 1L, column.ToString(CultureInfo.InvariantCulture)), (error.Code, error.Row, error.Column));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Samplers_make_the_same_rows_of_blocks_as_of_an_array(string method)
    {
        var data = RandomData.Of(11, 30);
        var blocks = new FeatureMatrix(data.Features.Rows, data.Features.Columns, 3 * data.Features.Columns);
        for (int row = 0; row < blocks.Rows; row++)
            data.Features.Row(row).CopyTo(blocks.Writable(row));

        Sampler sampler = Samplers.Create(method, method switch
        {
            "smote-nc" => new Dictionary<string, string> { ["categorical_features"] = "0" },
            "kmeans-smote" => new Dictionary<string, string> { ["kmeans_estimator"] = "2", ["cluster_balance_threshold"] = "0" },
            _ => [],
        });
        ResampleResult expected = sampler.Resample(data.Features, data.Labels), result = sampler.Resample(blocks, data.Labels);
        Assert.Equal(expected.SourceRows, result.SourceRows);
        for (int row = 0; row < result.Rows; row++)
            Assert.True(result.Row(row).SequenceEqual(expected.Row(row)));
    }
}
