using System.Text.Json;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Data;
using MLNetBert.Resampling.Fitting;
using MLNetBert.Resampling.RandomDraws;
using MLNetBert.Resampling.Sampling;
using MLNetBert.Resampling.Threading;
using Xunit.Abstractions;

namespace MLNetBert.Tests.Resampling;

/// <summary>Every case of the reference: deterministic results row for row, random ones exactly, given what was drawn.</summary>
public class ReferenceCaseTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("blobs2d", 130)]
    [InlineData("cloud16", 123)]
    [InlineData("real384", 76)]
    [InlineData("ties", 61)]
    [InlineData("tiny", 294)]
    [InlineData("categorical", 8)]
    public void Every_case_gives_the_rows_of_imbalanced_learn(string set, int count)
    {
        var data = ReferenceData.Open(set);
        Assert.Equal(count, data.Cases.Count);
        var failures = new List<string>();
        foreach (JsonElement reference in data.Cases)
        {
            try
            {
                Check(data, reference);
            }
            catch (Exception error)
            {
                failures.Add($"{reference.GetProperty("name").GetString()}: {error.GetType().Name} {error.Message}");
            }
        }

        output.WriteLine(string.Join("\n", failures));
        Assert.Empty(failures);
    }

    private static void Check(ReferenceData data, JsonElement reference)
    {
        FeatureMatrix features = data.Features(reference.GetProperty("X").GetString()!);
        int[] labels = data.Labels(reference.GetProperty("y").GetString()!);
        if (reference.GetProperty("sampler").GetString() == "(neighbour counts)")
        {
            CheckNeighbourCounts(reference, features, labels);
            return;
        }

        Sampler sampler = Make(reference);
        if (reference.TryGetProperty("error", out _))
        {
            // k-means of another start can find other clusters: the reference notes clusters only where it succeeds.
            int starts = sampler is KMeansSmote ? 40 : 1;
            Assert.Contains(Enumerable.Range(0, starts), seed => Record.Exception(() => sampler.Resample(features, labels, new SeededDraws(seed))) is BadInputException);
            return;
        }

        JsonElement expected = reference.GetProperty("expected");
        SortedList<int, int> resolved = StrategyResolver.Resolve(
            sampler.SamplingStrategy, new ClassTable(labels, [.. Enumerable.Range(0, labels.Length)], label => $"{label}"), sampler.Kind);
        Assert.Equal(Counts(reference.GetProperty("resolved_strategy")), resolved);

        var draws = new RecordedDraws(data, expected, reference.GetProperty("files"));
        ResampleResult result = sampler.Resample(features, labels, draws);
        if (draws.Extra == 0)
        {
            Assert.Equal(Counts(expected.GetProperty("counts")), Counts(result.Labels));
            Assert.Equal(expected.GetProperty("n_rows").GetInt32(), result.Rows);
        }

        CheckRows(data, reference, features, sampler, result);
        CheckDecisions(reference, features, labels, sampler);
    }

    private static Sampler Make(JsonElement reference)
    {
        Dictionary<string, string> parameters = ReferenceParameters.Read(reference.GetProperty("params"));
        string name = reference.GetProperty("sampler").GetString()!;
        Sampler sampler = Samplers.Create(name, parameters);

        // The reference keeps imbalanced-learn's confusion of places and row numbers; the difference has a test of its own.
        return sampler is CondensedNearestNeighbour cnn
            ? cnn with { MixesRowNumbers = true }
            : sampler;
    }

    private static void CheckRows(ReferenceData data, JsonElement reference, FeatureMatrix features, Sampler sampler, ResampleResult result)
    {
        JsonElement expected = reference.GetProperty("expected"), files = reference.GetProperty("files");
        if (expected.TryGetProperty("sample_indices", out JsonElement indices))
        {
            Assert.Equal(RecordedDraws.Ints(indices), result.SourceRows);
            Assert.All(Enumerable.Range(0, result.Rows), row => Assert.False(result.IsSynthetic(row)));
            AssertSourceRowsAreKept(features, result);
            return;
        }

        if (sampler is ClusterCentroids)
        {
            CheckCentroids(data, expected, features, result);
            return;
        }

        if (sampler is SmoteN)
        {
            CheckNominal(expected, features, result);
            return;
        }

        double[] created = files.TryGetProperty("X_new", out JsonElement file) ? data.Array(file.GetString()!).Values : [];
        int[] order = expected.TryGetProperty("kept_rows_after_oversampling", out JsonElement kept)
            ? RecordedDraws.Ints(kept)
            : [.. Enumerable.Range(0, features.Rows + (created.Length / features.Columns))];
        for (int row = 0; row < order.Length; row++)
        {
            for (int column = 0; column < features.Columns; column++)
            {
                float actual = result.Row(row)[column];
                if (order[row] < features.Rows)
                {
                    Assert.Equal(features.Row(order[row])[column], actual);
                }
                else if (sampler is RandomOverSampler)
                {
                    // The library's standard deviation is float32 here.
                    double smooth = created[((order[row] - features.Rows) * features.Columns) + column];
                    Assert.True(Math.Abs(actual - smooth) <= (3e-5 * Math.Abs(smooth)) + 1e-6, $"{actual} is not {smooth}.");
                }
                else if (sampler is not SmoteNC nc || !nc.CategoricalFeatures.Contains(column))
                {
                    Assert.Equal((float)created[((order[row] - features.Rows) * features.Columns) + column], actual);
                }
            }
        }

        CheckCategories(expected, features.Rows, result);
    }

    private static void AssertSourceRowsAreKept(FeatureMatrix features, ResampleResult result)
    {
        for (int row = 0; row < result.Rows; row++)
            Assert.True(result.Row(row).SequenceEqual(features.Row(result.SourceRows[row])));
    }

    private static void CheckCentroids(ReferenceData data, JsonElement expected, FeatureMatrix features, ResampleResult result)
    {
        int row = 0;
        foreach (JsonElement block in expected.GetProperty("blocks").EnumerateArray())
        {
            FeatureMatrix rows = block.TryGetProperty("rows", out JsonElement numbers)
                ? FeatureMatrix.FromRows([.. RecordedDraws.Ints(numbers).Select(number => features.Row(number).ToArray())])
                : data.Features(block.GetProperty("centroids").GetString()!);
            for (int i = 0; i < rows.Rows; i++, row++)
            {
                Assert.True(result.Row(row).SequenceEqual(rows.Row(i)));
                Assert.Equal(!block.TryGetProperty("rows", out _), result.IsSynthetic(row));
            }
        }
    }

    private static void CheckNominal(JsonElement expected, FeatureMatrix features, ResampleResult result)
    {
        int first = features.Rows;
        foreach (JsonElement block in expected.GetProperty("blocks").EnumerateArray())
        {
            JsonElement[] rows = [.. block.GetProperty("new_rows").EnumerateArray()];
            foreach (int place in RecordedDraws.Ints(block.GetProperty("positions_free_of_ties")))
                Assert.Equal(RecordedDraws.Ints(rows[place]), result.Row(first + place).ToArray().Select(value => (int)value));

            first += rows.Length;
        }
    }

    private static void CheckCategories(JsonElement expected, int first, ResampleResult result)
    {
        if (!expected.TryGetProperty("blocks", out JsonElement blocks))
            return;

        foreach (JsonElement block in blocks.EnumerateArray())
        {
            if (!block.TryGetProperty("allowed_categories", out JsonElement allowed))
                return;

            foreach (JsonElement row in allowed.EnumerateArray())
            {
                foreach (JsonProperty column in row.EnumerateObject())
                {
                    // RecordedDraws takes the first of the tied values, so that all of them are checked against the list.
                    Assert.Equal(RecordedDraws.Doubles(column.Value)[0], result.Row(first)[int.Parse(column.Name)]);
                }

                first++;
            }
        }
    }

    /// <summary>What the sampler decided on the way: danger and noise rows, shares, sparsities.</summary>
    private static void CheckDecisions(JsonElement reference, FeatureMatrix features, int[] labels, Sampler sampler)
    {
        JsonElement expected = reference.GetProperty("expected");
        var classes = new ClassTable(labels, [.. Enumerable.Range(0, labels.Length)], label => $"{label}");
        var task = new SamplingTask(features, classes, new SeededDraws(0), new Workers(2), sampler.Resolve(classes));
        if (sampler is BorderlineSmote borderline)
        {
            foreach (JsonProperty danger in expected.GetProperty("danger_rows").EnumerateObject())
            {
                int[] rows = classes.RowsOf(int.Parse(danger.Name));
                int[] others = task.OtherClassNeighbours(rows, borderline.MNeighbors, "");
                Assert.Equal(RecordedDraws.Ints(expected.GetProperty("other_class_neighbors").GetProperty(danger.Name)), others);
                Assert.Equal(RecordedDraws.Ints(danger.Value), rows.Where((_, i) => BorderlineSmote.InDanger(others[i], borderline.MNeighbors)));
            }
        }
        else if (sampler is Adasyn adasyn)
        {
            foreach (JsonProperty one in expected.GetProperty("per_class").EnumerateObject())
            {
                int[] others = task.OtherClassNeighbours(classes.RowsOf(int.Parse(one.Name)), adasyn.NNeighbors, "");
                Assert.Equal(RecordedDraws.Ints(one.Value.GetProperty("other_class_neighbors")), others);
                int[] shares = Adasyn.Shares(others, adasyn.NNeighbors, task.Targets[int.Parse(one.Name)]);
                Assert.Equal(RecordedDraws.Ints(one.Value.GetProperty("generate")), shares);
            }
        }
        else if (sampler is SvmSmote svm)
        {
            int[] support = SupportVectors.Find(features, classes, new Workers(2));
            foreach (JsonProperty one in expected.GetProperty("per_class").EnumerateObject())
            {
                int[] rows = RecordedDraws.Ints(one.Value.GetProperty("support_rows"));
                Assert.Equal(rows, support.Where(row => labels[row] == int.Parse(one.Name)));
                int[] others = task.OtherClassNeighbours(rows, svm.MNeighbors, "");
                Assert.Equal(RecordedDraws.Ints(one.Value.GetProperty("noise_rows")), rows.Where((_, i) => others[i] == svm.MNeighbors));
            }
        }
        else if (sampler is KMeansSmote kmeans)
        {
            foreach (JsonElement cluster in expected.GetProperty("per_class").EnumerateObject().SelectMany(p => p.Value.GetProperty("clusters").EnumerateArray()))
            {
                double sparsity = kmeans.Sparsity(features, RecordedDraws.Ints(cluster.GetProperty("rows")), new Workers(2));
                Assert.Equal(1, sparsity / cluster.GetProperty("sparsity").GetDouble(), 1e-5);
            }
        }
    }

    private static void CheckNeighbourCounts(JsonElement reference, FeatureMatrix features, int[] labels)
    {
        JsonElement expected = reference.GetProperty("expected");
        var classes = new ClassTable(labels, [.. Enumerable.Range(0, labels.Length)], label => $"{label}");
        var task = new SamplingTask(features, classes, new SeededDraws(0), new Workers(2), []);
        int m = reference.GetProperty("params").GetProperty("m").GetInt32();
        int[] others = task.OtherClassNeighbours(RecordedDraws.Ints(expected.GetProperty("rows")), m, "m");
        Assert.Equal(RecordedDraws.Ints(expected.GetProperty("other_class_neighbors")), others);
    }

    private static SortedList<int, int> Counts(JsonElement counts) =>
        new(counts.EnumerateObject().ToDictionary(p => int.Parse(p.Name), p => p.Value.GetInt32()));

    private static SortedList<int, int> Counts(IReadOnlyList<int> labels) =>
        new(labels.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count()));
}
