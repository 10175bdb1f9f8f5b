using System.Diagnostics;
using System.Globalization;

namespace MLNetBert.Benchmarks;

/// <summary>
/// How long a search takes on features that are ready, and how much memory: synthetic rows in clouds around a centre for each class, which overlap.
///     training [--rows 100000] [--classes 20] [--trainers sdca,lbfgs] [--uneven]
/// </summary>
internal static class TrainingProgram
{
    private const int Columns = 384;

    public static int Run(string[] args)
    {
        int rows = int.Parse(Options.Get(args, "--rows") ?? "100000", CultureInfo.InvariantCulture), classes = int.Parse(Options.Get(args, "--classes") ?? "20", CultureInfo.InvariantCulture);
        bool uneven = args.Contains("--uneven");
        var random = new Random(1);
        float[][] centres = [.. Enumerable.Range(0, classes).Select(_ => Cloud(random, null))];
        var texts = new LabeledText[rows];
        float[][] features = new float[rows][];
        for (int row = 0; row < rows; row++)
        {
            // Uneven: half of the rows are of the first class, half of the rest of the second, and so on, but every class has some.
            int label = uneven ? (random.Next(4) == 0 ? random.Next(classes) : Math.Min(classes - 1, (int)(-Math.Log2(1 - random.NextDouble())))) : random.Next(classes);
            texts[row] = new LabeledText($"row {row}", $"class {label:00}");
            features[row] = Cloud(random, centres[label]);
        }

        var options = new TextClassifierOptions { Features = ["bert"], Trainers = Options.List(args, "--trainers", ["sdca", "lbfgs"]) };
        var watch = Stopwatch.StartNew();
        TextClassifierResult result = new TextClassifierTrainer(options).Train(texts, features, new Told(watch));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {classes} classes: {result.Pipeline}, {result.Metric} {result.CrossValidation.Metric}; {watch.Elapsed.TotalSeconds:F0} s, {process.TotalProcessorTime.TotalSeconds:F0} s of processors, {process.PeakWorkingSet64 / 1e9:F2} GB at most, {result.Cells.Sum(cell => cell.Folds.Count)} fits"));
        return 0;
    }

    private static float[] Cloud(Random random, float[]? centre)
    {
        float[] vector = new float[Columns];
        double sum = 0;
        for (int i = 0; i < Columns; i++)
        {
            vector[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())) + (centre == null ? 0 : 3 * centre[i] * MathF.Sqrt(Columns) / 10);
            sum += vector[i] * vector[i];
        }

        return Array.ConvertAll(vector, value => value / (float)Math.Sqrt(sum));
    }

    private sealed class Told(Stopwatch watch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds,6:F0} s {value.Stage} {value.Done} of {value.Total}"));
    }
}
