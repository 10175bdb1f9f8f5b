using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;

namespace MLNetBert.Benchmarks.Rivals;

/// <summary>
/// Mail subjects to vectors of all-MiniLM-L6-v2: this library beside what others offer, turn by turn, and how near their vectors come to
/// ours, which are the reference's. The fastest of the rounds counts. Needs Node with npm.
///     rivals [--rounds 3] [--count TEXTS]
/// </summary>
internal static class RivalsProgram
{
    public static int Run(string[] args)
    {
        int rounds = Options.Int(args, "--rounds", 3);
        string[] texts = [.. MailTexts.Subjects().Take(Options.Int(args, "--count", int.MaxValue))];
        using var js = new TransformersJs();
        using var miniLM = new SentenceTransformersMiniLM();
        using var fastBert = new FastBertOnnx();
        using var model = BertModel.Open();
        var featurizer = new BertFeaturizer(model);
        IRival[] rivals = [js, miniLM, fastBert];
        float[][] expected = [];
        float[][][] vectors = new float[rivals.Length][][];
        double ours = double.MaxValue;
        double[] theirs = new double[rivals.Length];
        Array.Fill(theirs, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            expected = [.. featurizer.FeaturizeStream(texts).Select(row => row.Features.ToArray())];
            ours = Math.Min(ours, Stopwatch.GetElapsedTime(start).TotalSeconds);
            for (int i = 0; i < rivals.Length; i++)
            {
                (vectors[i], double seconds) = rivals[i].Run(texts);
                theirs[i] = Math.Min(theirs[i], seconds);
            }
        }

        Console.WriteLine($"{texts.Length:N0} texts, {Environment.ProcessorCount} cores, best of {rounds} rounds");
        Console.WriteLine($"{"",-52}{"texts/s",9}{"ours is",10}{"cosine: least",16}{"mean",9}{"below 0.999",13}");
        Console.WriteLine($"{"this library",-52}{Number(texts.Length / ours, "0"),9}");
        for (int i = 0; i < rivals.Length; i++)
        {
            double[] cosines = [.. vectors[i].Zip(expected, (one, other) => (double)TensorPrimitives.CosineSimilarity(one, other))];
            Console.WriteLine($"{rivals[i].Name,-52}{Number(texts.Length / theirs[i], "0"),9}{Number(theirs[i] / ours, "0.00x"),10}{Number(cosines.Min(), "0.0000"),16}{Number(cosines.Average(), "0.0000"),9}{Number((double)cosines.Count(cosine => cosine < 0.999) / cosines.Length, "0.0 %"),13}");
        }

        return 0;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
