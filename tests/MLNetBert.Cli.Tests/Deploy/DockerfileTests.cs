using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Deploy;

/// <summary>No engine runs here, so the recipe is only compared with what it names.</summary>
public class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "deploy", "Dockerfile"));

    [Fact]
    public void It_builds_the_command_in_one_stage_and_runs_it_in_another_without_root()
    {
        Assert.Equal(2, Lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.All(Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)), line => Assert.Contains($":{Environment.Version.Major}.0", line, StringComparison.Ordinal));
        Assert.True(Directory.Exists(Path.Combine(RepositoryFiles.Root, Lines.Single(line => line.StartsWith("RUN dotnet publish ", StringComparison.Ordinal)).Split(' ')[3])));
        Assert.Contains("USER 10001:10001", Lines);
        Assert.True(Array.IndexOf(Lines, "USER 10001:10001") < Array.FindIndex(Lines, line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)));
    }
}
