using MLNetBert.Tests.Tokenization.Fuzz;
using MLNetBert.Tokenizers;
using Xunit.Abstractions;

namespace MLNetBert.Tests.Tokenization;

/// <summary>Random texts against the live Rust tokenizer. The benchmarks' program fuzz runs more of them.</summary>
public class DifferentialFuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Tokenizers => [.. DifferentialFuzz.Tokenizers];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Random_texts(string tokenizer) => Run(tokenizer, 2000);

    [Fact]
    public void Tiny_variants()
    {
        foreach (string variant in DifferentialFuzz.TinyVariants)
            Run(variant, 50);
    }

    [Fact]
    public void Components()
    {
        foreach (string variant in ComponentVariants.Names)
            Run(variant, 20);
    }

    /// <summary>Files with any added tokens and settings.</summary>
    [Fact]
    public void Random_settings() => Settings(15);

    [Fact]
    [Trait("Category", "Long")]
    public void More_random_settings() => Settings(300);

    private void Settings(int files)
    {
        string tiny = File.ReadAllText(Path.Combine(ReferenceTokenizers.Folder("tiny"), "added-plain.json"));
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var settings = new SettingsGenerator(seed);
        string file = Path.Combine(Path.GetTempPath(), $"mlnetbert-{Guid.NewGuid():N}.json");
        for (int i = 0; i < files; i++)
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
