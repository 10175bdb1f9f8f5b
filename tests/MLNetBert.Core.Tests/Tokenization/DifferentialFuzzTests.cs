using MLNetBert.Tests.Tokenization.Fuzz;
using Xunit.Abstractions;

namespace MLNetBert.Tests.Tokenization;

/// <summary>Random texts against the live Rust tokenizer. Run more of them with: MLNetBert.Benchmarks fuzz.</summary>
public class DifferentialFuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Tokenizers => [.. DifferentialFuzz.Tokenizers];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void TwentyThousandTexts(string tokenizer) => Run(tokenizer, 20_000);

    [Fact]
    public void TinyVariants()
    {
        foreach (string variant in DifferentialFuzz.TinyVariants)
        {
            Run(variant, 500);
        }
    }

    [Fact]
    public void Components()
    {
        foreach (string variant in ComponentVariants.Names)
        {
            Run(variant, 250);
        }
    }

    private void Run(string tokenizer, int count)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"{tokenizer}: seed {seed}");
        string report = DifferentialFuzz.Run(tokenizer, count, seed);
        Assert.True(report.Length == 0, report);
    }
}
