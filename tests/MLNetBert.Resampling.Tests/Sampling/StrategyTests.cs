using System.Text.Json;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using MLNetBert.Resampling.Data;
using MLNetBert.Resampling.Sampling;

namespace MLNetBert.Tests.Resampling;

public class StrategyTests
{
    [Fact]
    public void Every_strategy_resolves_as_in_imbalanced_learn()
    {
        using JsonDocument table = ReferenceData.Table("strategies");
        int seen = 0;
        foreach (JsonElement reference in table.RootElement.GetProperty("cases").EnumerateArray())
        {
            seen++;
            var counts = reference.GetProperty("counts").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
            int[] labels = [.. RecordedDraws.Ints(reference.GetProperty("order_in_y")).SelectMany(label => Enumerable.Repeat(label, counts[$"{label}"]))];
            var classes = new ClassTable(labels, [.. Enumerable.Range(0, labels.Length)], label => $"{label}");
            SamplingKind kind = reference.GetProperty("sampling_type").GetString() switch
            {
                "over-sampling" => SamplingKind.Over,
                "under-sampling" => SamplingKind.Under,
                _ => SamplingKind.Clean,
            };
            JsonElement strategy = reference.GetProperty("sampling_strategy");
            string raw = strategy.ValueKind == JsonValueKind.String ? strategy.GetString()! : strategy.GetRawText();
            SortedList<int, int>? resolved = null;
            Exception? error = Record.Exception(() =>
                resolved = StrategyResolver.Resolve(Samplers.Create("tomek-links", new Dictionary<string, string> { ["sampling_strategy"] = raw }).SamplingStrategy, classes, kind));
            if (reference.TryGetProperty("error", out _))
            {
                Assert.True(error is BadInputException, $"{reference.GetRawText()} gave {error?.Message ?? string.Join(", ", resolved!)}.");
                continue;
            }

            Assert.True(error == null, $"{reference.GetRawText()}: {error?.Message}");
            var expected = reference.GetProperty("result").EnumerateObject().ToDictionary(p => int.Parse(p.Name), p => p.Value.GetInt32());
            Assert.Equal(new SortedList<int, int>(expected), resolved);
        }

        Assert.Equal(900, seen);
    }

    [Theory]
    [InlineData("not-minority")]
    [InlineData("not_minority")]
    [InlineData("not minority")]
    public void Names_may_have_a_hyphen_for_the_space(string name) =>
        Assert.Same(SamplingStrategy.NotMinority, Samplers.Create("smote", new Dictionary<string, string> { ["sampling_strategy"] = name }).SamplingStrategy);

    [Fact]
    public void Counts_and_classes_may_be_names_and_json()
    {
        Sampler Make(string text) => Samplers.Create("smote", new Dictionary<string, string> { ["sampling_strategy"] = text }, name => name.Length);
        Assert.Equal(new Dictionary<int, int> { [4] = 500, [3] = 800 }, Make("spam=500, ham=800").SamplingStrategy.CountsByClass!.ToDictionary());
        Assert.Equal(new Dictionary<int, int> { [3] = 7 }, Make("{\"a,b\": 7}").SamplingStrategy.CountsByClass!.ToDictionary());
        Assert.Equal([3, 4], Make("[spam,ham]").SamplingStrategy.TargetClasses!);
        Assert.Equal([3, 4], Make("spam,ham").SamplingStrategy.TargetClasses!);
        Assert.Equal([3], Make("[\"a,b\"]").SamplingStrategy.TargetClasses!);
    }
}
