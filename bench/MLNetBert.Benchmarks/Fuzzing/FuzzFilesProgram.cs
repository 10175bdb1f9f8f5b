using System.Diagnostics;
using System.Globalization;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>
/// Damaged files against every reader: fuzz-files [TARGET,TARGET] [--seconds 10] [--seed N] [--keep], or TARGET --file FILE to read one again. Each reader runs in a process of its own, so that a crash is
/// seen, too. Files that led somewhere new are kept under tests/corpora if --keep is given; what is there is read first. Exit code 1 where anything was found.
/// </summary>
internal static class FuzzFilesProgram
{
    public static int Run(string[] args)
    {
        int seconds = Options.Int(args, "--seconds", 10);
        int seed = Options.Int(args, "--seed", Random.Shared.Next());
        string[] names = args.Length > 0 && !args[0].StartsWith('-') ? args[0].Split(',') : [.. FuzzTarget.All.Select(target => target.Name)];
        if (Array.IndexOf(args, "--file") is var file and >= 0)
            return FuzzRun.Again(FuzzTarget.All.Single(target => target.Name == names[0]), args[file + 1]);
        if (args.Contains("--child"))
            return FuzzRun.Run(FuzzTarget.All.Single(target => target.Name == names[0]), seconds, seed, args.Contains("--keep"));

        int failed = 0;
        foreach (string name in names)
        {
            if (FuzzTarget.All.All(target => target.Name != name))
            {
                Console.Error.WriteLine($"There is no reader {name}; there are {string.Join(", ", FuzzTarget.All.Select(target => target.Name))}.");
                return 2;
            }

            failed += Child(name, seconds, seed, args.Contains("--keep")) == 0 ? 0 : 1;
        }

        return failed == 0 ? 0 : 1;
    }

    private static int Child(string name, int seconds, int seed, bool keep)
    {
        ProcessStartInfo start = new("dotnet", [typeof(FuzzFilesProgram).Assembly.Location, "fuzz-files", name, "--child", "--seconds", Text(seconds), "--seed", Text(seed), .. keep ? (string[])["--keep"] : []]);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.RedirectStandardError = true;
        using Process child = Process.Start(start)!;
        // The command's own sentences come by the thousands; the last lines say what ended a process.
        Queue<string> last = [];
        child.ErrorDataReceived += (_, line) =>
        {
            last.Enqueue(line.Data ?? "");
            if (last.Count > 20)
                last.Dequeue();
        };
        child.BeginErrorReadLine();
        if (!child.WaitForExit(TimeSpan.FromSeconds(seconds + 120)))
            child.Kill();
        child.WaitForExit();
        if (child.ExitCode is not (0 or 1))
            Console.WriteLine($"{string.Join('\n', last)}\n{name}: the process ended with {child.ExitCode}; seed {seed}; the file is {FuzzRun.Save(name, File.ReadAllBytes(FuzzRun.Current(name)))}.");
        return child.ExitCode;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
