using MLNetBert.Resampling;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Resampling, run.</summary>
[Collection("Console")]
public class MLNetBertResamplingReadmeSnippets
{
    [Fact]
    public void A_small_class_grows()
    {
        using var said = new Said();
        #region resampling
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 200).Select(_ => new[] { random.NextSingle(), random.NextSingle() })];
        int[] labels = [.. Enumerable.Range(0, 200).Select(row => row < 20 ? 1 : 0)];    // 20 against 180

        var sampler = new Smote { KNeighbors = 5, Seed = 1 };
        ResampleResult balanced = sampler.Resample(FeatureMatrix.FromRows(rows), labels);

        Console.WriteLine($"{balanced.Rows} rows, {balanced.Labels.Count(label => label == 1)} of the small class");
        #endregion
        Assert.Contains("360 rows, 180 of the small class", said.ToString(), StringComparison.Ordinal);
    }
}
