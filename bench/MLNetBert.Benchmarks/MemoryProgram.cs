using System.Globalization;
using System.Text;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks;

/// <summary>
/// How much memory extract takes of 20,000 and of 200,000 rows: the subjects over and over, each with a suffix of its own. Linux only.
///     memory [--rows 20000,200000] [--model DIR]
/// </summary>
internal static class MemoryProgram
{
    public static int Run(string[] args)
    {
        string[] subjects = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Select(line => line.Split(',', 3)[2].Trim('"'))];
        string folder = Directory.CreateTempSubdirectory("mlnetbert-memory-").FullName;
        try
        {
            double first = 0;
            foreach (int rows in Options.List(args, "--rows", ["20000", "200000"]).Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
            {
                string input = Path.Combine(folder, "rows.txt");
                File.WriteAllLines(input, Enumerable.Range(0, rows).Select(i => $"{subjects[i % subjects.Length]} {i}"), new UTF8Encoding(false));
                double peak = BuiltCommand.Peak(["extract", input, "--out", Path.Combine(folder, "rows.npy"), "--quiet", .. Options.Get(args, "--model") is { } model ? new[] { "--model", model } : []]);
                first = first == 0 ? peak : first;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows,9:N0} rows: {peak / 1024:F1} MB resident at most, {100 * ((peak / first) - 1):+0.0;-0.0}%"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }
}
