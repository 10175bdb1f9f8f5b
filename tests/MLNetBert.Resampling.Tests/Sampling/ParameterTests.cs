using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>Parameters as text, under imbalanced-learn's names.</summary>
public class ParameterTests
{
    private static readonly RandomData Data = RandomData.Of(5, least: 20);

    [Theory]
    [InlineData("condensed-nearest-neighbour", "n_neighbors")]
    [InlineData("one-sided-selection", "n_neighbors")]
    [InlineData("random-over-sampler", "shrinkage")]
    [InlineData("smote", "random_state")]
    [InlineData("smote", "n_jobs")]
    [InlineData("svm-smote", "svm_estimator")]
    [InlineData("smote-n", "categorical_encoder")]
    [InlineData("kmeans-smote", "kmeans_estimator", "cluster_balance_threshold", "0.05")]
    [InlineData("cluster-centroids", "estimator")]
    [InlineData("instance-hardness-threshold", "estimator")]
    [InlineData("neighbourhood-cleaning-rule", "edited_nearest_neighbours")]
    [InlineData("smote-enn", "smote")]
    [InlineData("smote-enn", "enn")]
    [InlineData("smote-tomek", "tomek")]
    public void None_means_the_default_where_it_is_imbalanced_learns(string method, string parameter, params string[] beside)
    {
        Dictionary<string, string> others = beside.Length == 0 ? [] : new() { [beside[0]] = beside[1] };
        Same(Run(method, others), Run(method, new(others) { [parameter] = "None" }));
    }

    [Theory]
    [InlineData("smote", "k_neighbors", "None", "k_neighbors of smote must be a whole number; 'None' is not")]
    [InlineData("edited-nearest-neighbours", "n_neighbors", "None", "must be a whole number")]
    [InlineData("svm-smote", "svm_estimator", "SVC", "svm_estimator of svm-smote is an object in imbalanced-learn and cannot be given here; leave it out")]
    [InlineData("smote-nc", "categorical_encoder", "OneHotEncoder", "cannot be given here; leave it out")]
    [InlineData("smote-n", "categorical_encoder", "OrdinalEncoder", "cannot be given here; leave it out")]
    [InlineData("neighbourhood-cleaning-rule", "edited_nearest_neighbours", "ENN", "cannot be given here; set n_neighbors")]
    [InlineData("smote-enn", "smote", "SMOTE", "cannot be given here; set its parameters, such as smote__k_neighbors=3")]
    [InlineData("smote-enn", "enn", "ENN", "such as enn__n_neighbors=3")]
    [InlineData("smote-tomek", "smote", "SMOTE", "such as smote__k_neighbors=3")]
    [InlineData("smote-tomek", "tomek", "TomekLinks", "such as tomek__sampling_strategy=auto")]
    [InlineData("smote-enn", "enn__foo", "1", "enn in smote-enn has no parameter 'foo'; it has kind_sel")]
    [InlineData("smote-enn", "smote__foo", "1", "smote in smote-enn has no parameter 'foo'; it has k_neighbors")]
    [InlineData("smote-tomek", "smote__foo", "1", "smote in smote-tomek has no parameter 'foo'")]
    [InlineData("smote-tomek", "tomek__foo", "1", "tomek in smote-tomek has no parameter 'foo'")]
    [InlineData("random-under-sampler", "sampling_strategy", "-1=9,-1=8", "sampling_strategy names class -1 twice")]
    [InlineData("random-under-sampler", "sampling_strategy", "{\"-1\":9,\"-1\":8}", "sampling_strategy names class -1 twice")]
    [InlineData("random-over-sampler", "shrinkage", "-1=0.5,-1=0", "shrinkage of random-over-sampler names class -1 twice")]
    [InlineData("smote", "random_state", "4294967296", "random_state of smote must be a whole number from 0 to 4294967295; '4294967296' is not")]
    [InlineData("smote", "random_state", "-1", "from 0 to 4294967295; '-1' is not")]
    [InlineData("smote", "random_state", "1.5", "from 0 to 4294967295; '1.5' is not")]
    public void What_cannot_be_used_is_refused(string method, string parameter, string value, string part) =>
        Assert.Contains(part, Assert.Throws<BadInputException>(() => Samplers.Create(method, new Dictionary<string, string> { [parameter] = value })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("true,false")]
    [InlineData("[True, False, True, False, False, True, True, True, True, True, True, True, True, True, True, True, True, True, True, True, True]")]
    public void A_mask_is_of_all_columns(string mask)
    {
        Assert.InRange(Data.Features.Columns, 3, 20);
        BadInputException error = Assert.Throws<BadInputException>(() => Run("smote-nc", new() { ["categorical_features"] = mask }));
        Assert.Contains($"{mask.Split(',').Length} columns, but the features have {Data.Features.Columns}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smote-enn")]
    [InlineData("smote-tomek")]
    public void The_part_smote_takes_from_the_whole_what_it_is_not_given(string method)
    {
        // Each of two classes, so that a ratio can be given. The default of a parameter, given, changes nothing.
        Dictionary<string, string> whole = new() { ["sampling_strategy"] = "0.9", ["random_state"] = "7" };
        ResampleResult expected = Run(method, whole, TwoClasses());
        ResampleResult grown = Run("smote", whole, TwoClasses());
        HashSet<string> rows = [.. Enumerable.Range(0, grown.Rows).Select(row => string.Join(' ', grown.Row(row).ToArray()))];
        Assert.All(Enumerable.Range(0, expected.Rows), row => Assert.Contains(string.Join(' ', expected.Row(row).ToArray()), rows));
        Same(expected, Run(method, new(whole) { ["smote__k_neighbors"] = "5" }, TwoClasses()));
        Same(expected, Run(method, new() { ["smote__sampling_strategy"] = "0.9", ["smote__random_state"] = "7" }, TwoClasses()));
        Same(expected, Run(method, new() { ["sampling_strategy"] = "1", ["random_state"] = "8", ["smote__sampling_strategy"] = "0.9", ["smote__random_state"] = "7" }, TwoClasses()));
        Assert.NotEqual(Last(expected), Last(Run(method, new(whole) { ["random_state"] = "8" }, TwoClasses())));
        Assert.NotEqual(expected.Rows, Run(method, new(whole) { ["sampling_strategy"] = "1" }, TwoClasses()).Rows);
    }

    [Fact]
    public void Every_seed_of_num_py_is_one()
    {
        Assert.Equal(4, new[] { "0", "2147483647", "2147483648", "4294967295" }.Select(seed => Last(Run("smote", new() { ["random_state"] = seed }))[0]).Distinct().Count());
        Same(new Smote { Seed = 4294967295 }.Resample(Data.Features, Data.Labels), Run("smote", new() { ["random_state"] = "4294967295" }));
    }

    [Fact]
    public void Rows_without_noise_are_copies_and_those_with_it_are_not()
    {
        string widths = string.Join(',', Data.Labels.Distinct().Order().Select((label, i) => $"{label}={(i % 2 == 0 ? 0 : 0.5)}"));
        string counts = string.Join(',', Data.Labels.Distinct().Select(label => $"{label}=200"));
        ResampleResult result = Run("random-over-sampler", new() { ["shrinkage"] = widths, ["sampling_strategy"] = counts });
        int[] classes = [.. Data.Labels.Distinct().Order()];
        foreach (int row in Enumerable.Range(Data.Features.Rows, result.Rows - Data.Features.Rows))
        {
            bool copy = Array.IndexOf(classes, result.Labels[row]) % 2 == 0;
            Assert.Equal(copy, result.Row(row).SequenceEqual(Data.Features.Row(result.SourceRows[row])));
            Assert.Equal(copy, !result.IsSynthetic(row));
        }
    }

    private static float[] Last(ResampleResult result) => result.Row(result.Rows - 1).ToArray();

    private static ResampleResult Run(string method, Dictionary<string, string> parameters, RandomData? data = null) =>
        Samplers.Create(method, parameters).Resample((data ?? Data).Features, (data ?? Data).Labels);

    private static RandomData TwoClasses() => Enumerable.Range(0, 100).Select(seed => RandomData.Of(seed, least: 20))
        .First(data => data.Labels.Distinct().Count() == 2 && data.Features.Columns > 3 && data.RowsOf(-1).Length > 3 * data.RowsOf(2).Length);

    private static void Same(ResampleResult expected, ResampleResult actual)
    {
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.SourceRows, actual.SourceRows);
        Assert.All(Enumerable.Range(0, expected.Rows), row => Assert.Equal(expected.Row(row).ToArray(), actual.Row(row).ToArray()));
    }
}
