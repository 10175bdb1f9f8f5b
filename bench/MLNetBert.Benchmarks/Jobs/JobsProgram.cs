using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Jobs;

/// <summary>
/// What job folders cost. Linux only; on a machine that does nothing else.
///     jobs overhead [--rows 50000] [--times 3]    a job folder against a plain run on short texts
///     jobs planning [--megabytes 1000]            the planning pass over .jsonl and .csv
///     jobs status [--parts 100000]                status of a folder with so many parts
///     jobs memory [--rows 20000,1000000] [--rows-per-part 1000] [--model DIR]   the peak of a job in many parts
///     jobs tasks [--rows 20000]                   two tasks of a thread each against one of two threads
///     jobs merge [--rows 200000]                  merging, its rate and peak
/// </summary>
internal static class JobsProgram
{
    private static readonly Dictionary<string, Action<string[], string>> Programs = new()
    {
        ["overhead"] = Overhead,
        ["planning"] = PlanningBenchmark.Run,
        ["status"] = StatusBenchmark.Run,
        ["memory"] = Memory,
        ["tasks"] = Tasks,
        ["merge"] = Merge,
    };

    public static int Run(string[] args)
    {
        if (args.Length == 0 || !Programs.TryGetValue(args[0], out Action<string[], string>? program))
        {
            Console.Error.WriteLine($"Give one of: {string.Join(", ", Programs.Keys)}.");
            return 2;
        }

        string folder = Directory.CreateTempSubdirectory("mlnetbert-jobs-").FullName;
        try
        {
            program(args[1..], folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Overhead(string[] args, string folder)
    {
        string input = Texts(folder, Options.Int(args, "--rows", 50_000));
        var plain = new List<double>();
        var job = new List<double>();
        for (int time = 0; time < Options.Int(args, "--times", 3); time++)
        {
            plain.Add(Time("extract", input, "--out", Path.Combine(folder, $"{time}.parquet"), "--quiet"));
            job.Add(Time("extract", input, "--out", Path.Combine(folder, $"{time}/"), "--quiet"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plain {plain[^1]:F2} s, job folder {job[^1]:F2} s, {100 * ((job[^1] / plain[^1]) - 1):+0.0;-0.0}%"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the fastest of each: {100 * ((job.Min() / plain.Min()) - 1):+0.0;-0.0}%"));
    }

    private static void Tasks(string[] args, string folder)
    {
        string input = Texts(folder, Options.Int(args, "--rows", 20_000));
        double one = Time("extract", input, "--out", Path.Combine(folder, "one/"), "--rows-per-part", "2500", "--threads", "2", "--quiet");
        var clock = Stopwatch.StartNew();
        Process[] tasks = [.. Enumerable.Range(0, 2).Select(task => BuiltCommand.Start("extract", input, "--out", Path.Combine(folder, "two/"), "--rows-per-part", "2500", "--threads", "1", "--shard", $"{task}/2", "--quiet"))];
        foreach (Process task in tasks)
            task.WaitForExit();

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one task of two threads {one:F2} s, two of one {clock.Elapsed.TotalSeconds:F2} s: {one / clock.Elapsed.TotalSeconds:F3} times the rate"));
    }

    private static void Memory(string[] args, string folder)
    {
        double first = 0;
        foreach (int rows in Options.List(args, "--rows", ["20000", "1000000"]).Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
        {
            string input = Texts(folder, rows), job = Path.Combine(folder, $"{rows}/");
            string[] model = Options.Get(args, "--model") is { } path ? ["--model", path] : [];
            double peak = BuiltCommand.Peak(["extract", input, "--out", job, "--rows-per-part", $"{Options.Int(args, "--rows-per-part", 1_000)}", "--quiet", .. model]);
            first = first == 0 ? peak : first;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows,9:N0} rows: {peak / 1024:F1} MB resident at most, {100 * ((peak / first) - 1):+0.0;-0.0}%"));
        }
    }

    private static void Merge(string[] args, string folder)
    {
        int rows = Options.Int(args, "--rows", 200_000);
        string input = Texts(folder, rows), job = Path.Combine(folder, "job/");
        string[] model = Options.Get(args, "--model") is { } path ? ["--model", path] : [];
        Time(["extract", input, "--out", job, "--quiet", .. model]);
        foreach (string output in new[] { "all.npy", "all.parquet" })
        {
            var clock = Stopwatch.StartNew();
            double peak = BuiltCommand.Peak(["merge", job, "--out", Path.Combine(folder, output), "--quiet"]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}: {rows / clock.Elapsed.TotalSeconds:N0} rows/s, {peak / 1024:F1} MB resident at most"));
        }
    }

    private static double Time(params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using Process process = BuiltCommand.Start(arguments);
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    // The subjects over and over, each with a suffix of its own.
    private static string Texts(string folder, int rows)
    {
        string[] subjects = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Select(line => line.Split(',', 3)[2].Trim('"'))];
        string input = Path.Combine(folder, "rows.txt");
        File.WriteAllLines(input, Enumerable.Range(0, rows).Select(i => $"{subjects[i % subjects.Length]} {i}"), new UTF8Encoding(false));
        return input;
    }
}
