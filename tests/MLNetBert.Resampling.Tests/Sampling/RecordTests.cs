using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>Samplers are records: a changed copy keeps all else, and the original.</summary>
public class RecordTests
{
    public static TheoryData<string> Names => [.. Samplers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_with_another_seed_is_of_the_same_method_and_leaves_the_original(string name)
    {
        Dictionary<string, string> parameters = name == "smote-nc" ? new() { ["categorical_features"] = "0" } : [];
        Sampler sampler = Samplers.Create(name, parameters);
        Sampler changed = sampler with { Seed = 7, SamplingStrategy = SamplingStrategy.All, MaxDegreeOfParallelism = 2 };
        Assert.Equal(sampler.GetType(), changed.GetType());
        Assert.Equal((7, SamplingStrategy.All, 2), (changed.Seed, changed.SamplingStrategy, changed.MaxDegreeOfParallelism));
        Assert.Equal((0, SamplingStrategy.Auto, null), (sampler.Seed, sampler.SamplingStrategy, sampler.MaxDegreeOfParallelism));
        Assert.NotEqual(sampler, changed);
        Assert.Equal(sampler, changed with { Seed = 0, SamplingStrategy = SamplingStrategy.Auto, MaxDegreeOfParallelism = null });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_below1_are_refused_by_every_method_in_one_sentence(string name)
    {
        Dictionary<string, string> parameters = name == "smote-nc" ? new() { ["categorical_features"] = "0" } : [];
        Sampler sampler = Samplers.Create(name, parameters) with { MaxDegreeOfParallelism = 0 };
        Assert.Equal("MaxDegreeOfParallelism must be 1 or more; 0 was given.", Assert.Throws<ArgumentException>(sampler.Validate).Message);
    }

    [Fact]
    public void A_changed_choice_of_columns_forgets_the_mask_before_it()
    {
        var data = new FeatureMatrix([.. Enumerable.Range(0, 40).Select(i => new float[] { i % 3, i, i % 7 })]);
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i < 28 ? 0 : 1)];
        var masked = SmoteNC.FromMask([true, false]);
        Assert.Throws<BadInputException>(() => masked.Resample(data, labels));
        Assert.Equal(56, (masked with { CategoricalFeatures = [0] }).Resample(data, labels).Rows);
    }

    [Theory]
    [InlineData("smote", "k_neighbors", "0", "k_neighbors must be 1 or more; 0 was given.")]
    [InlineData("smote", "sampling_strategy", "1.5", "A sampling_strategy that is a number must be above 0 and at most 1; 1.5 is not.")]
    [InlineData("near-miss", "version", "4", "version must be 1, 2 or 3; 4 was given.")]
    public void The_sentence_is_the_whole_message(string name, string parameter, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<BadInputException>(() => Samplers.Create(name, new Dictionary<string, string> { [parameter] = value })).Message);

    [Fact]
    public void Rows_of_a_featurizer_make_a_matrix()
    {
        float[][] rows = [[1, 2], [3, 4], [5, 6]];
        var matrix = new FeatureMatrix(rows);
        Assert.Equal((3, 2), (matrix.Rows, matrix.Columns));
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(rows[row], matrix.Row(row).ToArray()));
        Assert.Contains("Row 1 has 1 columns", Assert.Throws<ArgumentException>(() => new FeatureMatrix([[1, 2], [3]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FeatureMatrix([]));
    }
}
