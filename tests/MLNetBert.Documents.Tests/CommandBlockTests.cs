using System.Diagnostics;
using MLNetBert.Tests;

namespace Documents;

/// <summary>The command lines in the pages run: those of a page one after the other in one folder, laid out as a clone is.</summary>
public class CommandBlockTests
{
    private const string FromSource = "dotnet run -c Release --project src/MLNetBert.Cli -- ";

    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "MLNetBert.Cli.dll");

    // Too long for a test, or a test's own: of these it is checked that what they name is there.
    private static readonly string[] NotRun = ["dotnet test ", "dotnet build ", "dotnet format ", "dotnet pack", "dotnet publish ", "dotnet new ", "dotnet add ", "dotnet tool ", "dotnet nuget ", ".ci/", "dotnet run -c Release --project samples/", "dotnet run -c Release --project bench/", "dotnet run samples/"];

    public static TheoryData<string> Pages => [.. Page.Paths().Where(path => new Page(path).In("sh").Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_runs(string path)
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-page-").FullName;
        Workspace.FillWith(folder);
        // The tests of the sample service ask it what its page asks with curl.
        foreach (string line in new Page(path).In("sh").SelectMany(block => block.Lines).Where(line => line.Length > 0 && line[0] != '#' && !line.StartsWith("curl ", StringComparison.Ordinal)))
        {
            if (line == "dotnet run" || NotRun.Any(start => line.StartsWith(start, StringComparison.Ordinal)))
                Assert.All(line.Split(' ').Where(word => word.Contains('/', StringComparison.Ordinal) && !word.Contains('$', StringComparison.Ordinal)), word => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, word)), $"{path}: {line}"));
            else
                Run(path, line.StartsWith(FromSource, StringComparison.Ordinal) ? $"mlnetbert {line[FromSource.Length..]}" : line, folder);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_block_says_what_it_is()
    {
        string[] languages = ["csharp", "sh", "text", "xml", "json", "python"];
        Assert.All(Page.Paths().Where(path => !path.StartsWith("tests/", StringComparison.Ordinal)), path => Assert.All(new Page(path).Blocks, block => Assert.Contains(block.Language, languages)));
    }

    private static void Run(string path, string line, string folder)
    {
        Assert.StartsWith("mlnetbert ", line, StringComparison.Ordinal);
        using Process process = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", $"mlnetbert() {{ dotnet '{Dll}' \"$@\"; }}\n{line}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), line);
        Assert.True(process.ExitCode == 0, $"{path}: {line}\n{errors}\n{output.Result}");
    }
}
