using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>What holds for every sampler on any data.</summary>
public class SamplerProperties
{
    private static readonly string[] OverSamplers = ["random-over-sampler", "smote", "adasyn", "borderline-smote", "svm-smote", "kmeans-smote", "smote-n", "smote-nc"];

    private static readonly string[] UnderSamplers =
    [
        "random-under-sampler", "near-miss", "cluster-centroids", "instance-hardness-threshold", "condensed-nearest-neighbour", "edited-nearest-neighbours",
        "repeated-edited-nearest-neighbours", "all-knn", "neighbourhood-cleaning-rule", "one-sided-selection", "tomek-links",
    ];

    public static TheoryData<string> Over => [.. OverSamplers];

    public static TheoryData<string> Under => [.. UnderSamplers];

    public static TheoryData<string> All => [.. Samplers.Names];

    [Fact]
    public void The_lists_here_name_every_sampler() =>
        Assert.Equal(Samplers.Names.Order(), OverSamplers.Concat(UnderSamplers).Append("smote-enn").Append("smote-tomek").Order());

    [Theory]
    [MemberData(nameof(Over))]
    public void Over_samplers_keep_the_input_bit_for_bit_and_meet_the_strategy(string method) => ForAll(25, seed =>
    {
        var data = RandomData.Of(seed);
        if (Try(Make(method, seed), data) is not { } result)
            return;

        for (int row = 0; row < data.Labels.Length; row++)
        {
            Assert.True(result.Row(row).SequenceEqual(data.Features.Row(row)));
            Assert.Equal((data.Labels[row], row, false), (result.Labels[row], result.SourceRows[row], result.IsSynthetic(row)));
        }

        Assert.All(Enumerable.Range(0, result.Rows), row => Assert.Equal(data.Labels[result.SourceRows[row]], result.Labels[row]));
        int greatest = data.Labels.GroupBy(label => label).Max(group => group.Count());
        foreach (IGrouping<int, int> group in result.Labels.GroupBy(label => label))
        {
            int before = data.Labels.Count(label => label == group.Key);
            Assert.InRange(group.Count(), method == "borderline-smote" || method == "adasyn" ? before : greatest, method is "kmeans-smote" or "adasyn" ? int.MaxValue : greatest);
        }
    });

    [Theory]
    [InlineData("smote", 5, true)]
    [InlineData("adasyn", 5, true)]
    [InlineData("borderline-smote", 5, true)]
    [InlineData("kmeans-smote", 2, false)]
    [InlineData("svm-smote", 5, true)]
    public void New_rows_lie_on_the_line_from_their_source_to_a_neighbour_of_the_class(string method, int k, bool inClass) => ForAll(15, seed =>
    {
        var data = RandomData.Of(seed);
        if (Try(Make(method, seed), data) is not { } result)
            return;

        for (int row = data.Labels.Length; row < result.Rows; row++)
        {
            int source = result.SourceRows[row];
            int[] pool = data.RowsOf(result.Labels[row]);
            int[] partners = inClass ? data.Nearest(source, pool, k) : pool;
            Assert.Contains(partners, partner => IsOnLine(result.Row(row), data.Features.Row(source), data.Features.Row(partner), method == "svm-smote" ? -0.5 : 0));
        }
    });

    [Theory]
    [MemberData(nameof(Under))]
    public void Under_samplers_give_a_subset(string method) => ForAll(method == "instance-hardness-threshold" ? 3 : 25, seed =>
    {
        var data = RandomData.Of(seed);
        if (Try(Make(method, seed), data) is not { } result)
            return;

        Assert.All(Enumerable.Range(0, result.Rows), row => Assert.Equal(data.Labels[result.SourceRows[row]], result.Labels[row]));
        if (method != "cluster-centroids")
        {
            Assert.Equal(result.Rows, result.SourceRows.Distinct().Count());
            Assert.All(Enumerable.Range(0, result.Rows), row => Assert.True(!result.IsSynthetic(row) && result.Row(row).SequenceEqual(data.Features.Row(result.SourceRows[row]))));
        }

        int fewest = data.Labels.GroupBy(label => label).Min(group => group.Count());
        if (method is "random-under-sampler" or "near-miss" or "cluster-centroids")
            Assert.All(result.Labels.GroupBy(label => label), group => Assert.Equal(fewest, group.Count()));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Threads_do_not_matter_and_seeds_do(string method) => ForAll(method == "instance-hardness-threshold" ? 2 : 8, seed =>
    {
        var data = RandomData.Of(seed);
        ResampleResult? one = Try(Make(method, seed, ("n_jobs", "1")), data), four = Try(Make(method, seed, ("n_jobs", "4")), data);
        Assert.Equal(one?.SourceRows, four?.SourceRows);
        Assert.Equal(one?.Rows, four?.Rows);
        for (int row = 0; row < one?.Rows; row++)
            Assert.True(one.Row(row).SequenceEqual(four!.Row(row)));

        if (method is "smote" && one?.Rows > data.Labels.Length)
        {
            ResampleResult other = Try(Make(method, seed + 1), data)!;
            Assert.NotEqual(one.ToMatrix().Row(one.Rows - 1).ToArray(), other.ToMatrix().Row(other.Rows - 1).ToArray());
        }
    });

    [Fact]
    public void Combined_samplers_keep_rows_of_the_input_and_of_smote() => ForAll(15, seed =>
    {
        var data = RandomData.Of(seed);
        ResampleResult smote = Try(Make("smote", seed), data)!;
        foreach (string method in new[] { "smote-enn", "smote-tomek" })
        {
            ResampleResult result = Try(Make(method, seed), data)!;
            HashSet<string> rows = [.. Enumerable.Range(0, smote.Rows).Select(row => Key(smote, row))];
            Assert.All(Enumerable.Range(0, result.Rows), row => Assert.Contains(Key(result, row), rows));
        }
    });

    private static string Key(ResampleResult result, int row) =>
        $"{result.Labels[row]} {result.SourceRows[row]} {result.IsSynthetic(row)} {Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(result.Row(row)))}";

    private static Sampler Make(string method, int seed, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> parameters = more.ToDictionary(one => one.Name, one => one.Value);
        parameters["random_state"] = $"{seed}";
        if (method == "smote-nc")
            parameters["categorical_features"] = "0";

        if (method == "kmeans-smote")
        {
            parameters["kmeans_estimator"] = "3";
            parameters["cluster_balance_threshold"] = "0.01";
        }

        return Samplers.Create(method, parameters);
    }

    /// <summary>Null where the data cannot be resampled that way, said in a sentence; one column cannot be both number and category.</summary>
    private static ResampleResult? Try(Sampler sampler, RandomData data)
    {
        try
        {
            return sampler.Resample(data.Features, data.Labels);
        }
        catch (BadInputException) when (sampler is Adasyn or SvmSmote or KMeansSmote || data.Features.Columns == 1)
        {
            return null;
        }
    }

    private static bool IsOnLine(ReadOnlySpan<float> point, ReadOnlySpan<float> from, ReadOnlySpan<float> to, double least)
    {
        double along = 0, length = RandomData.Squared(from, to);
        for (int i = 0; i < point.Length; i++)
            along += ((double)point[i] - from[i]) * ((double)to[i] - from[i]);

        double step = length == 0 ? 0 : along / length, away = 0;
        for (int i = 0; i < point.Length; i++)
        {
            double off = point[i] - (from[i] + (step * ((double)to[i] - from[i])));
            away += off * off;
        }

        return step >= least - 1e-5 && step <= 1 + 1e-5 && away <= 1e-10 * (1 + length);
    }

    private static void ForAll(int tests, Action<int> check) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), check));
}
