using System.Text.Json;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using Xunit.Abstractions;

namespace MLNetBert.Tests.Resampling;

/// <summary>Bad input: refused where imbalanced-learn refuses it, and accepted, with its class counts, where it accepts it.</summary>
public class ErrorTests(ITestOutputHelper output)
{
    /// <summary>Where this library does otherwise, on purpose; docs/resampling.md says why.</summary>
    private static readonly Dictionary<string, string> Different = new()
    {
        ["short_y RandomOverSampler {}"] = "error",
        ["short_y RandomUnderSampler {}"] = "error",
        ["labels_5_9 InstanceHardnessThreshold {\"estimator\": {\"$\": \"LogisticRegression\", \"C\": 1.0}}"] = "no error",
    };

    [Fact]
    public void Every_input_is_refused_or_accepted_as_in_imbalanced_learn()
    {
        using JsonDocument table = ReferenceData.Table("errors");
        JsonElement data = table.RootElement.GetProperty("data");
        var failures = new List<string>();
        int seen = 0, different = 0;
        foreach (JsonElement reference in table.RootElement.GetProperty("cases").EnumerateArray())
        {
            seen++;
            string set = reference.GetProperty("data").GetString()!;
            string name = $"{set} {reference.GetProperty("sampler").GetString()} {reference.GetProperty("params").GetRawText()}";
            if (set is "flat_X" or "float_y")
            {
                // A matrix has two dimensions here and labels are whole numbers; what is read from files is the command's to check.
                continue;
            }

            different += Different.ContainsKey(name) ? 1 : 0;
            if (Failure(reference, data.GetProperty(set), Different.GetValueOrDefault(name)) is string failure)
                failures.Add($"{name}: {failure}");
        }

        output.WriteLine(string.Join("\n", failures));
        Assert.Empty(failures);
        Assert.Equal(458, seen);
        Assert.Equal(Different.Count, different);
    }

    private static string? Failure(JsonElement reference, JsonElement data, string? difference)
    {
        float[][] rows = [.. data.GetProperty("X").EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray())];
        FeatureMatrix features = rows.Length == 0 ? new FeatureMatrix([], 0, 2) : FeatureMatrix.FromRows(rows);
        int[] labels = RecordedDraws.Ints(data.GetProperty("y"));
        ResampleResult? result = null;
        Exception? error = Record.Exception(() => result = Samplers.Create(
            reference.GetProperty("sampler").GetString()!, ReferenceParameters.Read(reference.GetProperty("params"))).Resample(features, labels));
        if (error is not null and not BadInputException and not ArgumentException)
            return error.ToString();

        bool refuses = difference == "error" || (reference.TryGetProperty("error", out _) && difference != "no error");
        if (refuses != (error != null))
            return error?.Message ?? "is not refused";

        if (refuses || difference != null)
            return null;

        var counts = result!.Labels.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
        var expected = reference.GetProperty("result").GetProperty("counts").EnumerateObject().ToDictionary(p => int.Parse(p.Name), p => p.Value.GetInt32());
        return Meets(reference, expected, counts) ? null : $"{string.Join(", ", counts.OrderBy(p => p.Key))} instead of {string.Join(", ", expected)}";
    }

    /// <summary>Whether counts are those of imbalanced-learn, where no random draw decides them.</summary>
    private static bool Meets(JsonElement reference, Dictionary<int, int> expected, Dictionary<int, int> counts) =>
        reference.GetProperty("sampler").GetString() switch
        {
            // Drawn seeds and trained classifiers decide; the class that is not reduced stays.
            "CondensedNearestNeighbour" or "InstanceHardnessThreshold" => counts.Values.Min() >= expected.Values.Min() && counts.Keys.Order().SequenceEqual(expected.Keys.Order()),

            // The cleaning that follows sees drawn rows.
            "SMOTEENN" or "SMOTETomek" => counts.All(p => p.Value <= expected.Values.DefaultIfEmpty(0).Max() + 16),

            // A share without base rows is made up for: the strategy is met.
            "SVMSMOTE" => counts.Values.Distinct().Count() == 1 && counts.Values.First() == expected.Values.Max(),
            "KMeansSMOTE" => counts.Keys.Order().SequenceEqual(expected.Keys.Order()) && counts.All(p => p.Value >= expected[p.Key]),
            _ => counts.Count == expected.Count && expected.All(p => counts.GetValueOrDefault(p.Key) == p.Value),
        };

    private static float Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString() switch { "NaN" => float.NaN, "Infinity" => float.PositiveInfinity, _ => float.NegativeInfinity }
        : (float)value.GetDouble();
}
