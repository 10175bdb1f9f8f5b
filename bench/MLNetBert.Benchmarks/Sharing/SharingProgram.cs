using System.Diagnostics;

namespace MLNetBert.Benchmarks.Sharing;

/// <summary>
/// Many callers of one text each: through the batcher, beside a lock, beside batches padded to their longest, and beside all texts given at once, in one run,
/// turn by turn. Options: --callers 64, --rounds N, --count TEXTS, --texts subjects|bodies.
/// </summary>
internal static class SharingProgram
{
    public static int Run(string[] args)
    {
        int callers = Options.Int(args, "--callers", 64), rounds = Options.Int(args, "--rounds", 3), most = Options.Int(args, "--count", int.MaxValue);
        string[] texts = [.. (Options.Get(args, "--texts") == "bodies" ? MailTexts.Bodies() : MailTexts.Subjects()).Distinct().Take(most)];
        using var model = BertModel.Open();
        BertFeaturizer featurizer = new(model);
        float[][] alone = [.. texts.Select(text => featurizer.Featurize(text))];
        using BertBatcher batcher = new(featurizer);
        using Padder padder = new(model, Environment.ProcessorCount);
        SemaphoreSlim gate = new(1);
        (string Name, Func<string, Task<float[]>> Run)[] ways =
        [
            ("the batcher", text => batcher.FeaturizeAsync(text)),
            ("a lock", text => LockedAsync(gate, featurizer, text)),
            ("padded to the longest that waits", padder.FeaturizeAsync),
        ];

        var best = new CallTimes[ways.Length];
        double whole = double.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            featurizer.Featurize(texts);
            whole = Math.Min(whole, Stopwatch.GetElapsedTime(start).TotalSeconds);
            for (int i = 0; i < ways.Length; i++)
            {
                CallTimes times = Measure(texts, alone, callers, ways[i].Run);
                best[i] = round == 0 || times.Seconds < best[i].Seconds ? times : best[i];
            }
        }

        Console.WriteLine($"{texts.Length} texts, {callers} callers, {featurizer.Threads} threads, best of {rounds} rounds");
        Console.WriteLine($"  {"all at once",-34} {texts.Length / whole,8:F0} texts/s");
        for (int i = 0; i < ways.Length; i++)
            Console.WriteLine($"  {ways[i].Name,-34} {texts.Length / best[i].Seconds,8:F0} texts/s {whole / best[i].Seconds,6:P0} of all at once; {best[i].Latencies(callers / (texts.Length / best[i].Seconds))}; {best[i].Moved} moved");
        return best[0].Moved == 0 ? 0 : 1;
    }

    private static async Task<float[]> LockedAsync(SemaphoreSlim gate, BertFeaturizer featurizer, string text)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            return featurizer.Featurize(text);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Each caller asks for a text, and for the next when it has it.</summary>
    private static CallTimes Measure(string[] texts, float[][] alone, int callers, Func<string, Task<float[]>> run)
    {
        double[] took = new double[texts.Length];
        int next = -1, moved = 0;
        long start = Stopwatch.GetTimestamp();
        async Task CallAsync()
        {
            for (int i = Interlocked.Increment(ref next); i < texts.Length; i = Interlocked.Increment(ref next))
            {
                long begun = Stopwatch.GetTimestamp();
                float[] vector = await run(texts[i]).ConfigureAwait(false);
                took[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                if (!vector.AsSpan().SequenceEqual(alone[i]))
                    Interlocked.Increment(ref moved);
            }
        }

        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))).GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(took);
        return new CallTimes(seconds, took, moved);
    }

    private readonly record struct CallTimes(double Seconds, double[] Sorted, int Moved)
    {
        public string Latencies(double mean) => $"ms: median {At(0.5):F1}, 99 % {At(0.99):F1} ({At(0.99) / (1000 * mean):F2} times callers over rate), greatest {Sorted[^1]:F1}";

        private double At(double share) => Sorted[Math.Min(Sorted.Length - 1, (int)(share * Sorted.Length))];
    }
}
