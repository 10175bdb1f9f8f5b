using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>Numbers that no machine has room for are refused with the number, before they are tried.</summary>
public class AbsurdNumberTests
{
    private static readonly string[] Values = ["0", "-1", "2147483646", "2147483647", "2147483648", "9223372036854775807", "1e400", "-1e400", "nan", "", "1e-320"];

    public static TheoryData<string, string> Parameters
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string method in Samplers.Names)
            {
                string sentence = Assert.Throws<BadInputException>(() => Samplers.Create(method, new Dictionary<string, string> { ["nothing"] = "1", ["categorical_features"] = "0" })).Message;
                foreach (string name in sentence.Split("it has ")[1].TrimEnd('.').Split(", ").Where(name => !name.EndsWith("NAME", StringComparison.Ordinal)))
                    data.Add(method, name);
            }

            foreach (string part in new[] { "smote__k_neighbors", "smote__sampling_strategy", "smote__random_state", "enn__n_neighbors" })
                data.Add("smote-enn", part);

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Every_parameter_is_taken_or_refused_in_a_sentence(string method, string parameter)
    {
        var data = RandomData.Of(3, 20);
        string few = $"{data.Labels.GroupBy(label => label).MinBy(group => group.Count())!.Key}";
        foreach (string value in Values.SelectMany(value => parameter.EndsWith("sampling_strategy", StringComparison.Ordinal) ? (string[])[value, $"{few}={value}"] : [value]))
        {
            var parameters = new Dictionary<string, string> { [parameter] = value };
            if (method == "smote-nc")
                parameters.TryAdd("categorical_features", "0");

            try
            {
                ResampleResult result = Samplers.Create(method, parameters).Resample(data.Features, data.Labels);
                Assert.All(Enumerable.Range(0, result.Rows), row => Assert.True(result.Row(row).ToArray().All(float.IsFinite)));
            }
            catch (BadInputException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
                Assert.True(e.Message.Length < 500, e.Message);
            }
        }
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 100)]
    [InlineData(1_500_000_000)]
    public void More_rows_than_there_is_room_for_are_refused_with_their_number(int count)
    {
        var data = RandomData.Of(3, 20);
        int label = data.Labels[0];
        Sampler[] samplers = [new Smote(), new RandomOverSampler(), new RandomOverSampler { Shrinkage = 1 }, new Adasyn(), new SmoteN(), new SmoteEnn(), new SvmSmote(), new BorderlineSmote()];
        foreach (Sampler sampler in samplers)
        {
            BadInputException error = Assert.Throws<BadInputException>(() => (sampler with { SamplingStrategy = SamplingStrategy.Counts(new Dictionary<int, int> { [label] = count }) }).Resample(data.Features, data.Labels));
            Assert.Equal(("data.too-large", "sampling_strategy"), (error.Code, error.Key));
            Assert.Contains((count - data.RowsOf(label).Length).ToString("N0", System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void More_neighbours_than_there_is_room_for_are_refused_with_their_number()
    {
        // 70,000 rows of one column take no time; their 69,999 neighbours each would take 60 GB.
        var rows = new FeatureMatrix(new float[70_000], 70_000, 1);
        BadInputException error = Assert.Throws<BadInputException>(() => NearestNeighbours.Find(rows, 69_999));
        Assert.Equal("data.too-large", error.Code);
        Assert.Contains("69,999 neighbours for each of 70,000 rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(int.MaxValue, 100_000_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    public void A_matrix_that_no_machine_holds_is_refused(int rows, int columns) =>
        Assert.Equal("data.too-large", Assert.Throws<BadInputException>(() => FeatureMatrix.Create(rows, columns, (_, _) => Assert.Fail("It was made."))).Code);
}
