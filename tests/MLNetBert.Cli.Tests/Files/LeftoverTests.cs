using System.Diagnostics;
using MLNetBert.Cli.Files;

namespace MLNetBert.Cli.Tests.Files;

/// <summary>What killed runs have left is swept; what belongs to somebody who lives, or is something else, is not.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Temporary_files_without_an_owner_are_deleted()
    {
        _folder.Write(".mlnetbert-abcdefgh.ijk.tmp", "left by a killed run");
        OutputFile.Create(_folder.File("a.csv")).Dispose();
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Those_of_the_living_are_left_alone()
    {
        using var mine = OutputFile.Create(_folder.File("a.csv"));
        string[] names = _folder.Names();
        mine.Content.Write("x"u8);
        mine.Finish();
        OutputFile.Create(_folder.File("b.csv")).Dispose();
        Assert.Equal(names, _folder.Names());
        OutputFile.Commit([mine]);
        Assert.Equal(["a.csv"], _folder.Names());
        Assert.Equal("x", File.ReadAllText(_folder.File("a.csv")));
    }

    [Fact]
    public void Those_who_begin_and_sweep_at_the_same_time_do_not_hinder_each_other()
    {
        Parallel.For(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var output = OutputFile.Create(_folder.File($"{i}.csv"));
            output.Content.Write("x"u8);
            ((IOutput)output).Complete();
        });
        Assert.Equal(300, _folder.Names().Length);
        Assert.All(_folder.Names(), name => Assert.Equal("x", File.ReadAllText(_folder.File(name))));
    }

    [Fact]
    public void Other_things_of_such_names_are_left_alone()
    {
        string elsewhere = _folder.Write("precious", "kept");
        File.CreateSymbolicLink(_folder.File(".mlnetbert-link.tmp"), elsewhere);
        Process.Start("mkfifo", [_folder.File(".mlnetbert-pipe.tmp")]).WaitForExit();
        Directory.CreateDirectory(_folder.File(".mlnetbert-folder.tmp"));
        _folder.Write(".mlnetbert-strange.plan", "not a plan of this version");
        _folder.Write("mlnetbert.tmp", "kept");
        string[] before = _folder.Names();
        OutputFile.Create(_folder.File("a.csv")).Dispose();
        Assert.Equal(before, _folder.Names());
        Assert.Equal("kept", File.ReadAllText(elsewhere));
    }
}
