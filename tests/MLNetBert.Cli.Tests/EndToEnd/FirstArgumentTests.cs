using MLNetBert.Cli.Commands;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Only the options of the command that runs are made.</summary>
public class FirstArgumentTests
{
    [Fact]
    public void A_command_is_found_by_its_name()
    {
        IList<System.CommandLine.Command> all = CommandRunner.Root(default).Subcommands;
        Assert.All(all, command => Assert.Equal([command.Name], CommandRunner.Root(default, command.Name).Subcommands.Select(only => only.Name)));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("extrakt")]
    [InlineData(null)]
    public void Without_one_there_are_all(string? first) => Assert.Equal(CommandRunner.Root(default).Subcommands.Count, CommandRunner.Root(default, first).Subcommands.Count);
}
