namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>The command is mlnetbert, whatever its assembly is called.</summary>
public class HelpTests
{
    [Fact]
    public void Help_names_the_command_and_not_the_assembly()
    {
        string help = Command.Run("--help").Text;
        Assert.Contains("\n  mlnetbert [command] [options]\n", help, StringComparison.Ordinal);
        foreach (string command in new[] { "extract", "tokenize", "inspect", "pull", "resample", "verify", "train", "predict" })
            Assert.Contains($"\n  mlnetbert {command} ", Command.Run(command, "--help").Text, StringComparison.Ordinal);

        Assert.DoesNotContain("MLNetBert.Cli", help, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", Command.Run("--version").Text);
        Command.AssertRefused(Command.Run(), "mlnetbert --help shows the usage");
        Command.AssertRefused(Command.Run("extrakt"), "extrakt", "mlnetbert --help");
    }
}
