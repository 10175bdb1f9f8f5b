using System.CommandLine;
using MLNetBert.Cli.Commands;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Documents;

/// <summary>What the documents show is what there is.</summary>
public class DocumentTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/command.md")]
    public void Every_command_and_option_is_described(string document)
    {
        string text = File(document);
        foreach (Command command in CommandRunner.Root(default).Subcommands)
        {
            Assert.Contains($"`{command.Name} ", text.Replace("mlnetbert ", "`", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.All(command.Options.Where(option => option is not System.CommandLine.Help.HelpOption), option => Assert.Contains($"`{option.Name}", text.Replace("--out ", "`--out ", StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    private static string File(string path) => System.IO.File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));
}
