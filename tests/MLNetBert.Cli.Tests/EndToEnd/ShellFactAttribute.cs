using System.Diagnostics;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>A test that needs what not every machine has; where it is missing, the test counts as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellFactAttribute : FactAttribute
{
    /// <summary>Asks a shell.</summary>
    /// <param name="condition">A command that ends with 0 where the test can run.</param>
    /// <param name="missing">What else is missing.</param>
    public ShellFactAttribute(string condition, string missing)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", $"{{ {condition}; }} > /dev/null 2>&1"]))!;
        process.WaitForExit();
        Skip = process.ExitCode == 0 ? null : missing;
    }
}
