using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MLNetBert.Cli.Resampling.Parameters;
using MLNetBert.Resampling;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks;

/// <summary>
/// Samplers on 50,000 rows of 384 features, 9:1, against scikit-learn's brute-force neighbour search alone (the searches that
/// imbalanced-learn's sampler of that name asks for), and how much memory the command takes. Linux; needs scikit-learn.
///     neighbours [--rows 50000] [--columns 384] [--python /usr/bin/python3] [--methods smote,adasyn,...] [--repeat 3]
/// </summary>
internal static class NeighboursProgram
{
    private static readonly string[] Methods = ["smote", "adasyn", "edited-nearest-neighbours", "tomek-links", "near-miss"];

    public static int Run(string[] args)
    {
        if (Options.Get(args, "--alone") is { } alone)
            return Alone(alone, args[^2], args[^1]);

        int rows = Options.Int(args, "--rows", 50_000), columns = Options.Int(args, "--columns", 384), repeat = Options.Int(args, "--repeat", 3);
        string python = Options.Get(args, "--python") ?? "/usr/bin/python3";
        string folder = Directory.CreateTempSubdirectory("mlnetbert-neighbours-").FullName;
        try
        {
            string features = Path.Combine(folder, "features.npy"), labels = Path.Combine(folder, "labels.npy");
            WriteData(features, labels, rows, columns);
            double data = (double)rows * columns * sizeof(float) / (1 << 20), limit = (1.5 * data) + 256;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} x {columns}, {data:F0} MB; memory allowed {limit:F0} MB; median of {repeat}"));
            Console.WriteLine("the sampler alone, twice in a process of its own, and the search alone, likewise: at first, with all compiling, and again; memory of the command");
            Console.WriteLine($"{"",-28}{"at first",17}{"",7}{"again",17}{"",7}{"cpu s",17}");
            Console.WriteLine($"{"method",-28}{"wall s",8}{"search",9}{"times",7}{"wall s",8}{"search",9}{"times",7}{"again",8}{"search",9}{"times",7}{"peak MB",9}");
            foreach (string method in Options.List(args, "--methods", Methods))
            {
                // One after the other, again and again, so that a noisy machine is noisy for both.
                var ours = new List<double[]>();
                var theirs = new List<double[]>();
                double peak = 0;
                for (int i = 0; i < repeat; i++)
                {
                    ours.Add(Seconds("dotnet", [typeof(NeighboursProgram).Assembly.Location, "neighbours", "--alone", method, features, labels]));
                    theirs.Add(Seconds(python, [Path.Combine(RepositoryFiles.Root, "bench", "MLNetBert.Benchmarks", "Neighbours", "search.py"), method, features, labels]));
                    peak = Math.Max(peak, Peak(method, features, labels, folder));
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{method,-28}{Compared(ours, theirs, 0)}{Compared(ours, theirs, 2)}{Compared(ours, theirs, 3)}{peak / 1024,9:F0}{(peak / 1024 <= limit ? "" : "  too much")}"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    // Unit vectors around 200 centres, one in ten rows of the small class: as dense as vectors of short texts.
    private static void WriteData(string features, string labels, int rows, int columns)
    {
        var random = new Random(11);
        float Normal() => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2);
        float[][] centres = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, columns).Select(_ => Normal()).ToArray())];
        using FileStream values = File.Create(features), classes = File.Create(labels);
        values.Write(Header("<f4", $"({rows}, {columns})"));
        classes.Write(Header("<i4", $"({rows},)"));
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++)
        {
            float[] centre = centres[random.Next(centres.Length)];
            double norm = 0;
            for (int column = 0; column < columns; column++)
            {
                row[column] = centre[column] + Normal();
                norm += row[column] * row[column];
            }

            float scale = (float)(1 / Math.Sqrt(norm));
            for (int column = 0; column < columns; column++)
                row[column] *= scale;

            values.Write(MemoryMarshal.AsBytes(row.AsSpan()));
            classes.Write(BitConverter.GetBytes(i % 10 == 0 ? 1 : 0));
        }
    }

    private static byte[] Header(string type, string shape)
    {
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(text)];
    }

    private static int Alone(string method, string features, string labels)
    {
        // The files are those of WriteData: a header of 128 bytes, then the values.
        int[] classes = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(labels).AsSpan(128)).ToArray();
        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(features).AsSpan(128)).ToArray();
        var matrix = new FeatureMatrix(values, classes.Length, values.Length / classes.Length);
        Sampler sampler = Samplers.Create(method);
        using var self = Process.GetCurrentProcess();
        for (int i = 0; i < 2; i++)
        {
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            sampler.Resample(matrix, classes);
            watch.Stop();
            self.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {(self.TotalProcessorTime - before).TotalSeconds}"));
        }

        return 0;
    }

    private static double Peak(string method, string features, string labels, string folder) =>
        BuiltCommand.Peak(["resample", features, "--labels", labels, "--method", method, "--out", Path.Combine(folder, "out.npy"), "--quiet"]);

    // Both programs print seconds by the clock and of all cores: two lines, four numbers.
    private static double[] Seconds(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed; the search needs scikit-learn.");
    }

    private static string Compared(List<double[]> ours, List<double[]> theirs, int number)
    {
        double[] medians = [.. new[] { ours, theirs }.Select(runs => runs.Select(run => run[number]).Order().ElementAt(runs.Count / 2))];
        return string.Create(CultureInfo.InvariantCulture, $"{medians[0],8:F2}{medians[1],9:F2}{medians[1] / medians[0],7:F1}");
    }
}
