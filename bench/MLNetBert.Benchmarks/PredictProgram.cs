using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks;

/// <summary>
/// The rate of predict against that of extract on the same rows, turn by turn, for models of BERT's features alone and joined with ML.NET's; and its memory. Linux only.
///     predict [--rows 20000] [--times 5]                  seconds, and the ratio of rates
///     predict --memory [--rows 20000,200000]              the peak of predict
/// </summary>
internal static class PredictProgram
{
    private static readonly string Mails = Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv");

    public static int Run(string[] args)
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-predict-").FullName;
        try
        {
            if (args.Contains("--memory"))
                Memory(folder, Options.List(args, "--rows", ["20000", "200000"]));
            else
                Rates(folder, Options.Get(args, "--rows") ?? "20000", Options.Int(args, "--times", 5));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Rates(string folder, string rows, int times)
    {
        string input = Rows(folder, rows), output = Path.Combine(folder, "out.npy");
        foreach (string features in new[] { "bert", "bert+text" })
        {
            string model = Model(folder, features);
            List<double> ratios = [];
            for (int turn = -1; turn < times; turn++)
            {
                double extract = Time("extract", input, "--out", output, "--quiet"), predict = Time("predict", model, input, "--out", output, "--quiet");
                if (turn < 0)
                    continue;

                ratios.Add(extract / predict);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{features,-9} extract {extract:F2} s, predict {predict:F2} s: {100 * ratios[^1]:F1} % of its rate"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{features,-9} median {100 * ratios.Order().ElementAt(times / 2):F1} % of extract's rate, of {times}"));
        }
    }

    private static void Memory(string folder, string[] sizes)
    {
        string model = Model(folder, "bert+text");
        double first = 0;
        foreach (string rows in sizes)
        {
            double peak = BuiltCommand.Peak(["predict", model, Rows(folder, rows), "--out", Path.Combine(folder, "out.csv"), "--quiet"]);
            first = first == 0 ? peak : first;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows,9} rows: {peak / 1024:F1} MB resident at most, {100 * ((peak / first) - 1):+0.0;-0.0}%"));
        }
    }

    // The subjects over and over, each with a suffix of its own.
    private static string Rows(string folder, string rows)
    {
        string[] subjects = [.. File.ReadLines(Mails).Skip(1).Select(line => line.Split(',', 3)[2].Trim('"'))];
        string input = Path.Combine(folder, "rows.txt");
        File.WriteAllLines(input, Enumerable.Range(0, int.Parse(rows, CultureInfo.InvariantCulture)).Select(i => $"{subjects[i % subjects.Length]} {i}"), new UTF8Encoding(false));
        return input;
    }

    private static string Model(string folder, string features)
    {
        string model = Path.Combine(folder, $"{features}.zip");
        Time("train", Mails, "--label", "label", "--out", model, "--features", features, "--methods", "class-weight", "--trainers", "lbfgs", "--folds", "2", "--quiet");
        return model;
    }

    private static double Time(params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using Process process = BuiltCommand.Start(arguments);
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}.");
    }
}
