using System.Diagnostics;
using System.Text.Json;
using FastBertTokenizer;
using MLNetBert.Tests;
using MLNetBert.Tests.Tokenization.Fuzz;
using MLNetBert.Tokenizers;

namespace MLNetBert.Benchmarks;

/// <summary>
/// Tokens a second on one thread, ours, Hugging Face's Rust tokenizer and, of BERT's tokenizers, FastBertTokenizer in turn, in one run:
/// tokenizers --text FILE [--tokenizers NAME,NAME] [--seconds 3] [--rounds 3]. A line of the file is a text. The fastest pass of each counts.
/// </summary>
internal static class TokenizerBenchmark
{
    public static int Run(string[] args)
    {
        if (Options.Get(args, "--text") is not { } file)
        {
            Console.Error.WriteLine("Give a file with --text FILE, a text a line.");
            return 2;
        }

        int seconds = Options.Int(args, "--seconds", 3);
        int rounds = Options.Int(args, "--rounds", 3);
        string[] lines = [.. File.ReadLines(file).Where(l => l.Length > 0)];
        Console.WriteLine($"{lines.Length:N0} texts, {lines.Sum(l => (long)l.Length):N0} characters; tokens with special ones; one thread; fastest of all passes");
        Console.WriteLine($"{"tokenizer",-30}{"tokens",12}{"ours, M/s",12}{"Rust, M/s",12}{"ratio",8}{"FastBert, M/s",15}{"ratio",8}");
        foreach (string name in Options.List(args, "--tokenizers", DifferentialFuzz.Tokenizers))
        {
            string folder = ReferenceTokenizers.Folder(name);
            var tokenizer = PreTrainedTokenizer.Open(folder);
            BertTokenizer? fastBert = FastBert(folder);
            double ours = 0, rust = 0, fast = 0;
            long tokens = 0;
            for (int round = 0; round < rounds; round++)
            {
                (tokens, double oursNow) = Ours(tokenizer, lines, seconds);
                (long rustTokens, double rustNow) = Rust(Path.Combine(folder, "tokenizer.json"), file, seconds);
                (ours, rust) = (Math.Max(ours, oursNow), Math.Max(rust, rustNow));
                if (tokens != rustTokens)
                {
                    Console.Error.WriteLine($"{name}: ours gives {tokens} tokens, Rust {rustTokens}.");
                    return 1;
                }

                if (fastBert != null)
                    fast = Math.Max(fast, FastBert(fastBert, lines, seconds));
            }

            string beside = fastBert == null ? "" : $"{fast / 1e6,15:F2}{ours / fast,8:F1}";
            Console.WriteLine($"{name,-30}{tokens,12:N0}{ours / 1e6,12:F2}{rust / 1e6,12:F2}{ours / rust,8:F1}{beside}");
        }

        return 0;
    }

    private static (long Tokens, double Rate) Ours(PreTrainedTokenizer tokenizer, string[] lines, int seconds)
    {
        var ids = new List<int>();
        return Fastest(lines, seconds, line =>
        {
            ids.Clear();
            tokenizer.EncodeTo(line, int.MaxValue, ids, null);
            return ids.Count;
        });
    }

    /// <summary>The tokenizer of the same folder, where it is one that FastBertTokenizer can read.</summary>
    private static BertTokenizer? FastBert(string folder)
    {
        try
        {
            BertTokenizer tokenizer = new();
            using FileStream file = File.OpenRead(Path.Combine(folder, "tokenizer.json"));
            tokenizer.LoadTokenizerJson(file);
            return tokenizer;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Into buffers that are kept, as it is fastest. It counts few tokens differently: the rate is of its own.</summary>
    private static double FastBert(BertTokenizer tokenizer, string[] lines, int seconds)
    {
        int room = lines.Max(line => line.Length) + 2;
        long[] ids = new long[room], mask = new long[room], types = new long[room];
        return Fastest(lines, seconds, line => tokenizer.Encode(line, ids, mask, types)).Rate;
    }

    private static (long Tokens, double Rate) Fastest(string[] lines, int seconds, Func<string, int> encode)
    {
        long tokens = 0;
        double best = double.MaxValue;
        var clock = Stopwatch.StartNew();
        for (int pass = 0; pass < 5 || clock.Elapsed.TotalSeconds < seconds; pass++)
        {
            TimeSpan start = clock.Elapsed;
            tokens = 0;
            foreach (string line in lines)
                tokens += encode(line);

            best = Math.Min(best, (clock.Elapsed - start).TotalSeconds);
        }

        return (tokens, tokens / best);
    }

    private static (long Tokens, double Rate) Rust(string tokenizerJson, string file, int seconds)
    {
        using Process process = RustTokenizer.Start("bench", tokenizerJson, Path.GetFullPath(file), seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var answer = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        long tokens = answer.RootElement.GetProperty("tokens").GetInt64();
        return (tokens, tokens / answer.RootElement.GetProperty("seconds").GetDouble());
    }
}
