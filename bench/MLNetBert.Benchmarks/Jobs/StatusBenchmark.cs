using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using MLNetBert.Shared.Jobs;

namespace MLNetBert.Benchmarks.Jobs;

/// <summary>status of a folder whose parts are a byte each, as the command runs it, its start included.</summary>
internal static class StatusBenchmark
{
    public static void Run(string[] args, string folder)
    {
        int parts = Options.Int(args, "--parts", 100_000);
        var plan = new JobPlan
        {
            Version = "0.1.0",
            Model = "model",
            Fingerprint = "1:0",
            Vectors = ReadOnlyDictionary<string, string>.Empty,
            Options = ReadOnlyDictionary<string, string>.Empty,
            Dimension = 384,
            Type = "float32",
            Id = "int64",
            RowsPerPart = 50_000,
            Shards = 1000,
            Inputs = [new JobInput("rows.jsonl", 1, DateTime.UnixEpoch, "0", "jsonl", false, 0, parts * 50_000L)],
            Parts = [.. Enumerable.Range(0, parts).Select(part => new PartStart(0, part * 5_000_000L, part * 50_000L, 1 + (part * 50_000L)))],
        };
        File.WriteAllBytes(JobFolder.PlanOf(folder), plan.ToJson());
        var names = new JobFolder(folder, parts);
        for (int part = 0; part < parts; part++)
        {
            Directory.CreateDirectory(names.FolderOf(part));
            File.WriteAllBytes(names.Features(part), [0]);
            File.WriteAllBytes(names.Marker(part), new PartMarker(plan.Job, 50_000, 0, 1, new string('0', 64), 50, DateTime.UtcNow.AddSeconds(part), "machine", "avx2", "1:0").ToJson());
        }

        for (int time = 0; time < 3; time++)
        {
            var clock = Stopwatch.StartNew();
            using Process process = BuiltCommand.Start("status", folder, "--json");
            process.WaitForExit();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"status of {parts:N0} parts: {clock.Elapsed.TotalSeconds:F2} s, exit code {process.ExitCode}"));
        }
    }
}
