using System.Diagnostics;
using System.Globalization;

namespace MLNetBert.Benchmarks;

/// <summary>The command as the build left it, in its own output folder beside this program's.</summary>
internal static class BuiltCommand
{
    public static readonly string Dll = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "MLNetBert.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "MLNetBert.Cli.dll"));

    /// <summary>Starts it; what it says on standard output goes nowhere.</summary>
    public static Process Start(params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [Dll, .. arguments]) { RedirectStandardOutput = true })!;
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>Runs it and gives the kernel's own high-water mark of its memory, in KiB, read until the process is gone. Linux only.</summary>
    public static double Peak(string[] arguments)
    {
        using var process = Process.Start("dotnet", [Dll, .. arguments]);
        double peak = 0;
        while (!process.WaitForExit(20))
        {
            try
            {
                string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                peak = line == null ? peak : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It ended in between.
            }
        }

        return process.ExitCode == 0 ? peak : throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}.");
    }
}
