using MLNetBert.Tests.Tokenization.Fuzz;
using MLNetBert.Tokenizers;
using Xunit.Abstractions;

namespace MLNetBert.Tests.Tokenization;

/// <summary>Random texts against the live Rust tokenizer. Run more of them with: MLNetBert.Benchmarks fuzz.</summary>
public class DifferentialFuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Tokenizers => [.. DifferentialFuzz.Tokenizers];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Twenty_thousand_texts(string tokenizer) => Run(tokenizer, 20_000);

    [Fact]
    public void Tiny_variants()
    {
        foreach (string variant in DifferentialFuzz.TinyVariants)
            Run(variant, 500);
    }

    [Fact]
    public void Components()
    {
        foreach (string variant in ComponentVariants.Names)
            Run(variant, 100);
    }

    /// <summary>Files with any added tokens and settings.</summary>
    [Fact]
    public void Random_settings()
    {
        string tiny = File.ReadAllText(Path.Combine(ReferenceTokenizers.Folder("tiny"), "added-plain.json"));
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var settings = new SettingsGenerator(seed);
        string file = Path.Combine(Path.GetTempPath(), $"mlnetbert-{Guid.NewGuid():N}.json");
        for (int i = 0; i < 100; i++)
        {
            string json = settings.Next(tiny);
            File.WriteAllText(file, json);
            string report = DifferentialFuzz.Run($"settings {i}", PreTrainedTokenizer.Open(file), file, 100, seed + i);
            Assert.True(report.Length == 0, $"{report}\n{json[..json.IndexOf("\"model\"", StringComparison.Ordinal)]}");
        }

        File.Delete(file);
    }

    private void Run(string tokenizer, int count)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"{tokenizer}: seed {seed}");
        string report = DifferentialFuzz.Run(tokenizer, count, seed);
        Assert.True(report.Length == 0, report);
    }
}
