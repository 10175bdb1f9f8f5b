using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Jobs;
using MLNetBert.Shared.Parquet;

namespace MLNetBert.Benchmarks.Jobs;

/// <summary>The planning pass, hash included, from the page cache.</summary>
internal static class PlanningBenchmark
{
    public static void Run(string[] args, string folder)
    {
        long bytes = Options.Int(args, "--megabytes", 1000) * 1_000_000L;
        foreach (InputFormat format in new[] { InputFormat.Jsonl, InputFormat.Csv, InputFormat.Txt })
        {
            string path = Path.Combine(folder, $"rows.{format.ToString().ToLowerInvariant()}");
            Write(path, format, bytes);
            for (int time = 0; time < 3; time++)
            {
                var clock = Stopwatch.StartNew();
                var planner = new JobPlanner(50_000, new Columns(), IdType.String, default);
                planner.Add(path, format);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{format}: {planner.Inputs[0].Length / 1e6 / clock.Elapsed.TotalSeconds:F0} MB/s, {planner.Inputs[0].Rows / clock.Elapsed.TotalSeconds / 1e6:F1} million rows/s"));
            }

            File.Delete(path);
        }
    }

    private static void Write(string path, InputFormat format, long bytes)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        writer.Write(format == InputFormat.Csv ? "id,text\n" : "");
        for (long i = 0, written = 0; written < bytes; i++)
        {
            string row = format switch
            {
                InputFormat.Csv => i % 3 == 0 ? $"{i},\"a subject, with a comma\nand a second line, \"\"quoted\"\"\"\n" : $"{i},a subject of some sixty characters and no more than these it has\n",
                InputFormat.Jsonl => $"{{\"id\":{i},\"text\":\"a subject of some sixty characters and no more than these it has\"}}\n",
                _ => $"a subject of some sixty characters and no more than these it has {i}\n",
            };
            writer.Write(row);
            written += row.Length;
        }
    }
}
