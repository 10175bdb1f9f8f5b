using System.Text.Json;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>Where imbalanced-learn is plainly wrong, and this library is not.</summary>
public class DifferenceTests
{
    [Fact]
    public void Svm_smote_makes_up_for_a_share_without_base_rows()
    {
        var data = ReferenceData.Open("blobs2d");
        JsonElement reference = data.Cases.Single(one => one.GetProperty("name").GetString() == "SVMSMOTE");
        Assert.Equal(58, reference.GetProperty("expected").GetProperty("counts").GetProperty("2").GetInt32());
        ResampleResult result = new SvmSmote().Resample(data.Features("X.npy"), data.Labels("y.npy"));
        Assert.All(result.Labels.GroupBy(label => label), group => Assert.Equal(143, group.Count()));
    }

    [Fact]
    public void Condensed_nearest_neighbour_tries_every_row()
    {
        var data = ReferenceData.Open("blobs2d");
        FeatureMatrix features = data.Features("X.npy");
        int[] labels = data.Labels("y.npy");
        JsonElement[] cases = [.. data.Cases.Where(one => one.GetProperty("sampler").GetString() == "CondensedNearestNeighbour" && one.GetProperty("params").EnumerateObject().All(p => p.Name == "n_seeds_S"))];
        int differ = 0;
        foreach (JsonElement reference in cases)
        {
            JsonElement expected = reference.GetProperty("expected");
            int seeds = reference.GetProperty("params").TryGetProperty("n_seeds_S", out JsonElement given) ? given.GetInt32() : 1;
            ResampleResult result = new CondensedNearestNeighbour { NSeedsS = seeds }.Resample(features, labels, new RecordedDraws(data, expected, reference.GetProperty("files")));
            Assert.Equal(Condense(features, labels, expected.GetProperty("seed_rows")), result.SourceRows);
            differ += result.SourceRows.SequenceEqual(RecordedDraws.Ints(expected.GetProperty("sample_indices"))) ? 0 : 1;
        }

        Assert.True(differ > 0, "The reference shows no difference, so this test shows none.");
    }

    [Fact]
    public void Classes_draw_from_one_stream()
    {
        // Two classes of equal shape: with the stream started again for each, both would draw the same places and steps.
        float[][] rows = [.. Enumerable.Range(0, 24).Select(i => new float[] { i, i * i % 7 }), .. Enumerable.Range(0, 8).Select(i => new float[] { i, i % 3 }), .. Enumerable.Range(0, 8).Select(i => new float[] { i, i % 3 })];
        int[] labels = [.. Enumerable.Repeat(0, 24), .. Enumerable.Repeat(1, 8), .. Enumerable.Repeat(2, 8)];
        ResampleResult result = new Smote { KNeighbors = 3 }.Resample(FeatureMatrix.FromRows(rows), labels);
        Assert.Equal(72, result.Rows);
        Assert.NotEqual(
            Enumerable.Range(40, 16).Select(row => result.Row(row)[0]).ToArray(),
            [.. Enumerable.Range(56, 16).Select(row => result.Row(row)[0])]);
    }

    [Fact]
    public void A_cluster_of_just_enough_rows_counts()
    {
        // k_neighbors + 1 = 3 rows of the class in clusters of every size: share × size is below 3 in floating point for some.
        Assert.Contains(Enumerable.Range(3, 100), size => 3.0 / size * size < 3);
        foreach (int size in Enumerable.Range(3, 100).Where(size => 3.0 / size * size < 3))
        {
            float[][] rows = [.. Enumerable.Range(0, size).Select(i => new float[] { i, i % 5 })];
            int[] labels = [.. Enumerable.Range(0, size).Select(i => i < 3 ? 1 : 0)];
            ResampleResult result = new KMeansSmote { Clusters = 1 }.Resample(FeatureMatrix.FromRows(rows), labels);
            Assert.Equal(size - 3, result.Labels.Count(label => label == 1));
        }
    }

    /// <summary>Hart's rule as it is written down: every row of a class in turn, against the store as it is then.</summary>
    private static int[] Condense(FeatureMatrix features, int[] labels, JsonElement seeds)
    {
        int minority = labels.GroupBy(label => label).OrderBy(group => group.Count()).First().Key;
        var kept = new List<int>();
        foreach (int label in labels.Distinct().Order())
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == label)];
            if (!seeds.TryGetProperty($"{label}", out JsonElement drawn))
            {
                kept.AddRange(rows);
                continue;
            }

            List<int> own = [.. RecordedDraws.Ints(drawn)];
            foreach (int row in rows.Where(row => !own.Contains(row)))
            {
                IEnumerable<int> store = Enumerable.Range(0, labels.Length).Where(other => labels[other] == minority).Concat(own);
                if (labels[store.MinBy(other => RandomData.Squared(features.Row(row), features.Row(other)))] != label)
                    own.Add(row);
            }

            kept.AddRange(own);
        }

        return [.. kept];
    }
}
