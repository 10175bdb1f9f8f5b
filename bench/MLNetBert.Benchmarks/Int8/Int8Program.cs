using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using MLNetBert.Encoder.Models;

namespace MLNetBert.Benchmarks.Int8;

/// <summary>
/// What int8 costs and gives: float32, the usual dynamic int8 file one text at a time and in batches, and this library's, turn by turn in one run. Only on a processor with VNNI do the ratios
/// mean anything: the first line says what this one has. Options: --texts subjects|bodies|others, --rounds N, --count TEXTS, --int8 DIR (default: the embedded int8 model).
/// </summary>
internal static class Int8Program
{
    public static int Run(string[] args)
    {
        int rounds = Options.Int(args, "--rounds", 3), most = Options.Int(args, "--count", int.MaxValue);
        string folder = Directory.CreateTempSubdirectory("usual-int8-").FullName;
        try
        {
            using var exact = BertModel.Open();
            foreach (string name in exact.TokenizerFiles)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                File.Copy(Path.Combine(exact.Folder, name), Path.Combine(folder, name));
            }

            UsualInt8.Write(exact.ModelFile, Path.Combine(folder, "model.onnx"));
            using var usual = BertModel.Open(folder);
            using BertModel ours = Options.Get(args, "--int8") is { } other ? BertModel.Open(other) : BertModel.Open(null, new BertModelOptions { Precision = ModelPrecision.Int8 });
            Console.WriteLine($"kernels: {ProcessorKernels.Name}, {Environment.ProcessorCount} cores, best of {rounds} rounds");
            (string Name, Func<string[]> Read)[] sets = [("subjects", MailTexts.Subjects), ("bodies", MailTexts.Bodies), ("others", MailTexts.Others)];
            foreach ((string name, Func<string[]> read) in sets.Where(set => Options.Get(args, "--texts") is not { } only || only == set.Name))
                Measure(name, [.. read().Take(most)], rounds, exact, usual, ours);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string name, string[] texts, int rounds, BertModel exact, BertModel usual, BertModel ours)
    {
        (string Name, Func<float[][]> Run, Func<float[][]>? Alone)[] ways =
        [
            ("float32", () => new BertFeaturizer(exact).Featurize(texts), () => Alone(exact, texts)),
            ("usual dynamic, one at a time", () => new BertFeaturizer(usual).Featurize(texts), null),
            ("usual dynamic, in batches", () => Batched(usual, texts), () => Batched(usual, texts, alone: true)),
            ("this one", () => new BertFeaturizer(ours).Featurize(texts), () => Alone(ours, texts)),
            ("float32, one text a call", () => Alone(exact, texts), null),
            ("this one, one text a call", () => Alone(ours, texts), null),
        ];
        double[] best = new double[ways.Length];
        float[][][] vectors = new float[ways.Length][][];
        Array.Fill(best, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                vectors[i] = ways[i].Run();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        Console.WriteLine($"\n{name}: {texts.Length} texts\n{"",-32}{"texts/s",9}{"x",7}{"mean cosine",13}{"lowest",9}{"of 10 nearest",15}{"move",7}");
        for (int i = 0; i < ways.Length; i++)
        {
            double[] cosines = [.. vectors[i].Zip(vectors[0], (left, right) => Sentinel.Cosine(left, right))];
            string moved = ways[i].Alone is { } alone ? $"{alone().Zip(vectors[i]).Count(pair => !pair.First.AsSpan().SequenceEqual(pair.Second))}" : "";
            double baseline = i < 4 ? best[0] : best[4];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ways[i].Name,-32}{texts.Length / best[i],9:F0}{baseline / best[i],7:F2}{cosines.Average(),13:F6}{cosines.Min(),9:F5}{SameNeighbours(vectors[0], vectors[i]),15:F2}{moved,7}"));
        }
    }

    /// <summary>One text a call, as a PredictionEngine does it.</summary>
    private static float[][] Alone(BertModel model, string[] texts)
    {
        BertFeaturizer featurizer = new(model, new FeaturizerOptions { Threads = 1 });
        return Array.ConvertAll(texts, featurizer.Featurize);
    }

    /// <summary>Texts of equal length together, whether that moves them or not.</summary>
    private static float[][] Batched(BertModel model, string[] texts, bool alone = false)
    {
        List<int>[] ids = Array.ConvertAll(texts, text =>
        {
            List<int> tokens = [];
            model.Tokenizer.EncodeTo(text, model.MaxLength, tokens);
            return tokens;
        });
        float[][] vectors = new float[texts.Length][];
        int[][] batches = [.. Enumerable.Range(0, texts.Length).GroupBy(i => ids[i].Count).OrderByDescending(group => group.Key).SelectMany(group => group.Chunk(alone ? 1 : Math.Max(1, 512 / group.Key)))];
        Parallel.ForEach(batches, batch =>
        {
            int length = ids[batch[0]].Count, size = length * model.HiddenSize;
            BertOutput output = model.Run([.. batch.SelectMany(i => ids[i])], default, default, batch.Length, length);
            for (int i = 0; i < batch.Length; i++)
            {
                float[] mean = Sentinel.Mean(output.TokenVectors.Slice(i * size, size), model.HiddenSize);
                TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
                vectors[batch[i]] = mean;
            }
        });
        return vectors;
    }

    /// <summary>How many of the ten nearest of a text are the same in both, on average over some of the texts.</summary>
    private static double SameNeighbours(float[][] exact, float[][] other)
    {
        const int Nearest = 10, Asked = 300;
        int step = Math.Max(1, exact.Length / Asked);
        return Enumerable.Range(0, exact.Length / step).AsParallel().Average(i => Near(exact, i * step).Intersect(Near(other, i * step)).Count());

        static IEnumerable<int> Near(float[][] vectors, int text) => Enumerable.Range(0, vectors.Length).Where(i => i != text).OrderByDescending(i => TensorPrimitives.Dot<float>(vectors[i], vectors[text])).Take(Nearest);
    }
}
