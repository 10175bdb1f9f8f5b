using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Runs the built command as a process of its own.</summary>
internal static class Command
{
    /// <summary>The command.</summary>
    public static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "MLNetBert.Cli.dll");

    /// <summary>What a run gave.</summary>
    public sealed record Result(int ExitCode, byte[] Output, string Errors)
    {
        public string Text => Encoding.UTF8.GetString(Output);

        public string[] Lines => Text.Split('\n')[..^1];
    }

    /// <summary>Runs to the end.</summary>
    public static Result Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs to the end with standard input.</summary>
    public static Result Run(byte[]? input, params string[] arguments) => End(Start(arguments), input);

    /// <summary>Runs to the end under a culture.</summary>
    public static Result RunUnder(string? culture, params string[] arguments) => End(Start("dotnet", [Dll, .. arguments], culture), null);

    /// <summary>Runs through a shell, for what only that can do; mlnetbert is the command.</summary>
    public static Result Shell(string script) => End(Start("/bin/bash", ["-c", $"mlnetbert() {{ dotnet '{Dll}' \"$@\"; }}\n{script}"]), null);

    /// <summary>Starts a run.</summary>
    public static Process Start(params string[] arguments) => Start("dotnet", [Dll, .. arguments]);

    /// <summary>Waits for a run.</summary>
    public static Result End(Process process, byte[]? input)
    {
        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            var output = new MemoryStream();
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
            try
            {
                process.StandardInput.BaseStream.Write(input ?? []);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading all of it.
            }

            if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"mlnetbert did not end: {errors.Result}");
            }

            reading.Wait();
            return new Result(process.ExitCode, output.ToArray(), errors.Result);
        }
    }

    /// <summary>Done, without a word.</summary>
    public static void AssertDone(Result result) => Assert.Equal((0, "", ""), (result.ExitCode, result.Text, result.Errors));

    /// <summary>Sends a signal, such as INT.</summary>
    public static void Signal(Process process, string signal) =>
        Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>What shells say of a program that a signal ended: 128 and its number.</summary>
    public static int ExitCode(string signal) => signal switch { "INT" => 130, "TERM" => 143, "HUP" => 129, _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null) };

    /// <summary>Refused: exit code 2, one sentence on standard error, nothing on standard output.</summary>
    public static void AssertRefused(Result result, params ReadOnlySpan<string> parts)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        string line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("mlnetbert: ", line, StringComparison.Ordinal);
        Assert.EndsWith(".", line, StringComparison.Ordinal);
        foreach (string part in parts)
            Assert.Contains(part, line, StringComparison.Ordinal);
    }

    private static Process Start(string program, IEnumerable<string> arguments, string? culture = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        StartupHook.Under(culture, start);
        return Process.Start(start)!;
    }
}
