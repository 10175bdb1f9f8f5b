using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLNetBert.Cli.Files;

namespace MLNetBert.Cli.Tests.Files;

/// <summary>Run as a process of its own: gives two files their names, and is killed before, between or after the renames.</summary>
internal static class KilledCommit
{
    public static readonly string[] Names = ["a.npy", "a.ids.txt"];

    public static void Main(string[] arguments)
    {
        (string folder, int renames) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var steps = new List<PlannedRename>();
        foreach (string name in Names)
        {
            var file = TemporaryFile.Create(Path.Combine(folder, name));
            file.Content.Write(Encoding.UTF8.GetBytes($"new {name}"));
            file.Finish();
            steps.Add(PlannedRename.Of(file, name));
        }

        // Without a plan it is killed while it still writes.
        if (renames >= 0)
            OutputPlan.Write(steps);

        foreach (PlannedRename step in steps.Take(renames))
            step.Do();

        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Runs it to its end by SIGKILL.</summary>
    public static void Run(string folder, int renames)
    {
        using var process = Process.Start("dotnet", [typeof(KilledCommit).Assembly.Location, folder, renames.ToString(CultureInfo.InvariantCulture)]);
        process.WaitForExit();
        Assert.Equal(128 + 9, process.ExitCode);
    }
}
