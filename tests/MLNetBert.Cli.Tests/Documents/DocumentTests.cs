using System.CommandLine;
using MLNetBert.Cli.Commands;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Documents;

/// <summary>What the documents show is what there is.</summary>
public class DocumentTests
{
    [Fact]
    public void The_readmes_example_is_compiled_and_does_what_it_says()
    {
        string block = File("README.md").Split("```csharp\n")[1].Split("```")[0];
        string source = File("tests/MLNetBert.Cli.Tests/Documents/ReadmeExample.cs").Split("        // begin\n")[1].Split("        // end\n")[0];
        Assert.Equal("using MLNetBert;\n\n" + source.Replace("\n        ", "\n", StringComparison.Ordinal)[8..], block);

        (float near, float far) = ReadmeExample.Run();
        Assert.True(near > far + 0.3f, $"near {near}, far {far}");
    }

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
