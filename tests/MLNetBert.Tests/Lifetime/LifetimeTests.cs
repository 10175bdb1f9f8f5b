using System.Diagnostics;

namespace MLNetBert.StageTests;

/// <summary>Use after and during Dispose never takes the process down: each case is a process of its own, which ends with 0.</summary>
[Collection("Lifetime")]
public class LifetimeTests
{
    public static TheoryData<string> Cases => [.. LifetimeProgram.Cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_process_outlives(string name) => Run(name);

    [Fact]
    public void Sixteen_threads_use_and_close_at_random() => Run("stress", "5", "1");

    [Fact]
    [Trait("Category", "Long")]
    public void Sixteen_threads_use_and_close_at_random_for_a_minute() => Run("stress", "60", $"{Environment.ProcessId}");

    private static void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LifetimeProgram).Assembly.Location, "lifetime", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0"; // What is called often is compiled again at once.
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && output.EndsWith("done\n", StringComparison.Ordinal), $"exit code {process.ExitCode}: {output}{errors.Result}");
    }
}
