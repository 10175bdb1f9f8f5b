using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MLNetBert.Tests;

/// <summary>Another processor than this one: Debian's and Ubuntu's qemu-user runs a .NET program as on it.</summary>
internal static class Emulator
{
    private const string Program = "/usr/bin/qemu-x86_64";

    /// <summary>Runs an assembly on a processor with AVX2 and without VNNI.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunOnHaswell(params string[] arguments)
    {
        if (!File.Exists(Program))
            throw new InvalidOperationException($"{Program} is missing, with which this test emulates a processor; install the package qemu-user (apt-get install qemu-user).");
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        using Process process = Process.Start(new ProcessStartInfo(Program, ["-cpu", "Haswell", dotnet, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
