using System.Diagnostics;
using System.Globalization;

namespace MLNetBert.Benchmarks;

/// <summary>
/// How long the command takes from its start to its end, as a whole process: one row in a file, turn by turn with what does less, so that what is left can be told apart.
///     start [--tool FILE] [--times 9]
/// FILE is an installed mlnetbert (<c>dotnet tool install --tool-path</c>); without it the command runs as the build left it, which has nothing compiled ahead.
/// </summary>
internal static class StartProgram
{
    public static int Run(string[] args)
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-start-").FullName;
        try
        {
            string input = Path.Combine(folder, "one.txt");
            File.WriteAllText(input, "A cat sleeps on the sofa.\n");
            (string Name, string[] Arguments)[] commands =
            [
                ("--version", ["--version"]),
                ("resample --help", ["resample", "--help"]),
                ("tokenize", ["tokenize", input, "--out", Path.Combine(folder, "one.jsonl"), "--quiet"]),
                ("extract", ["extract", input, "--out", Path.Combine(folder, "one.npy"), "--quiet"]),
            ];
            string? tool = Options.Get(args, "--tool");
            int times = Options.Int(args, "--times", 9);
            Dictionary<string, List<double>> seconds = commands.ToDictionary(command => command.Name, _ => new List<double>());
            for (int turn = -1; turn < times; turn++)
            {
                foreach ((string name, string[] arguments) in commands)
                {
                    double took = Time(tool, arguments);
                    if (turn >= 0)
                        seconds[name].Add(took);
                }
            }

            foreach ((string name, List<double> all) in seconds)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} median {all.Order().ElementAt(times / 2):F3} s, least {all.Min():F3} s, of {times}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static double Time(string? tool, string[] arguments)
    {
        ProcessStartInfo start = tool == null ? new("dotnet", [BuiltCommand.Dll, .. arguments]) : new(tool, arguments);
        start.RedirectStandardOutput = true;
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0 ? took : throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}.");
    }
}
