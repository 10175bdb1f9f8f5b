using System.Diagnostics;

namespace MLNetBert.Benchmarks;

/// <summary>
/// Texts to features by the embedded model: this library beside the usual ways, in one run, turn by turn. Figures of different
/// runs are not to be compared; the ratios are what counts. Options: --texts subjects|bodies, --rounds N, --count TEXTS.
/// </summary>
internal static class ExtractBenchmark
{
    public static int Run(string[] args)
    {
        string which = Options.Get(args, "--texts") ?? "both";
        int rounds = Options.Int(args, "--rounds", 3), most = Options.Int(args, "--count", int.MaxValue);
        if (which != "bodies")
            Measure("mail-subjects.csv", [.. MailTexts.Subjects().Take(most)], rounds);
        if (which != "subjects")
            Measure("mail-bodies.jsonl.gz", [.. MailTexts.Bodies().Take(most)], rounds);
        return 0;
    }

    private static void Measure(string name, string[] texts, int rounds)
    {
        int cores = Environment.ProcessorCount;
        using var model = BertModel.Open();
        using UsualWay wide = new(model, cores), narrow = new(model, 1);
        BertFeaturizer featurizer = new(model);
        (string Name, Func<float[]> Run)[] ways =
        [
            ("this library", () => Ours(featurizer, texts)),
            ("a row at a time, all cores in it", () => wide.Run(texts, 1, 1)),
            ("a row at a time, a caller a core", () => narrow.Run(texts, 1, cores)),
            ("batches of 32 padded, all cores", () => wide.Run(texts, 32, 1)),
        ];

        double[] best = new double[ways.Length];
        double[] processor = new double[ways.Length];
        float[]? expected = null;
        Array.Fill(best, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                TimeSpan used = Environment.CpuUsage.TotalTime;
                float[] features = ways[i].Run();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
                processor[i] += (Environment.CpuUsage.TotalTime - used).TotalSeconds;
                expected ??= features;
                if (features.Zip(expected).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-5))
                    throw new InvalidOperationException($"{ways[i].Name} gives other features.");
            }
        }

        FeaturizerStatistics statistics = featurizer.Statistics;
        Console.WriteLine($"{name}: {texts.Length} texts, {statistics.Tokens / rounds} tokens, {cores} cores, best of {rounds} rounds");
        for (int i = 0; i < ways.Length; i++)
            Console.WriteLine($"  {ways[i].Name,-34} {texts.Length / best[i],8:F0} texts/s {best[i] / best[0],6:F2}x the time {processor[i] / processor[0],6:F2}x the processor time");
        double other = (statistics.TokenizeTime + (statistics.PoolTime / featurizer.Threads)).TotalSeconds;
        Console.WriteLine($"  tokenizing and pooling: {other / (other + statistics.ModelWallTime.TotalSeconds):P2} of the time");
    }

    private static float[] Ours(BertFeaturizer featurizer, string[] texts)
    {
        float[] features = new float[texts.Length * featurizer.Dimension];
        featurizer.Featurize(texts, features);
        return features;
    }
}
