using MLNetBert.Tests.Tokenization.Fuzz;

namespace MLNetBert.Benchmarks;

/// <summary>
/// Random texts against the live Rust tokenizer:
/// fuzz [--tokenizers NAME,NAME] [--count 100000] [--seed N]. Exit code 1 where there are differences.
/// </summary>
internal static class FuzzProgram
{
    public static int Run(string[] args)
    {
        int count = Options.Int(args, "--count", 100_000);
        int seed = Options.Int(args, "--seed", Random.Shared.Next());
        int failed = 0;
        foreach (string name in Options.List(args, "--tokenizers", [.. DifferentialFuzz.Tokenizers, .. DifferentialFuzz.TinyVariants, .. ComponentVariants.Names]))
        {
            string report = DifferentialFuzz.Run(name, count, seed, done =>
            {
                if (done % 10_000 == 0)
                    Console.Error.Write($"\r{name}: {done:N0} of {count:N0}");
            });
            Console.Error.WriteLine();
            Console.WriteLine(report.Length == 0 ? $"{name}: {count:N0} texts, seed {seed}, 0 differences" : report);
            failed += report.Length == 0 ? 0 : 1;
        }

        return failed == 0 ? 0 : 1;
    }
}
