using System.Text;
using MLNetBert.Cli.Files;

namespace MLNetBert.Cli.Tests.Files;

/// <summary>Two files of one output are both old or both new, whatever happens.</summary>
public sealed class CommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.npy", "a.ids.txt")]
    [InlineData("a.ids.txt", "a.npy")]
    [InlineData("b.npy", "a.ids.txt")]
    public void A_rename_that_fails_leaves_all_old_files(string first, string second)
    {
        _folder.Write("a.npy", "old features");
        using (OutputSet outputs = Begin(first, second, "c.html"))
        {
            // It was not there when the output was begun.
            File.Delete(_folder.File(second));
            Directory.CreateDirectory(_folder.File($"{second}/in the way"));
            BadInputException refused = Assert.Throws<BadInputException>(outputs.Commit);
            Assert.StartsWith(_folder.File(second), refused.Message, StringComparison.Ordinal);
            Assert.Equal("output.unwritable", refused.Code);
        }

        Assert.Equal(new SortedSet<string>(["a.npy", second], StringComparer.Ordinal), _folder.Names());
        Assert.True(Directory.Exists(_folder.File($"{second}/in the way")));
        if (second != "a.npy")
            Assert.Equal("old features", File.ReadAllText(_folder.File("a.npy")));
    }

    [Theory]
    [InlineData("one/a.npy", "two/page.html")]
    [InlineData("two/page.html", "one/a.npy")]
    public void A_folder_that_goes_leaves_the_old_files_of_others(string first, string second)
    {
        Directory.CreateDirectory(_folder.File("one"));
        Directory.CreateDirectory(_folder.File("two"));
        _folder.Write(first, "old");
        _folder.Write(second, "old");
        using (OutputSet outputs = Begin(first, second))
        {
            Directory.Move(_folder.File("two"), _folder.File("moved"));
            BadInputException refused = Assert.Throws<BadInputException>(outputs.Commit);
            Assert.Contains("page.html cannot be written: its folder", refused.Message, StringComparison.Ordinal);
        }

        string[] left = Directory.GetFiles(_folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });
        Assert.Equal([_folder.File("moved/page.html"), _folder.File("one/a.npy")], left.Order(StringComparer.Ordinal));
        Assert.All(left, file => Assert.Equal("old", File.ReadAllText(file)));
    }

    [Fact]
    public void Two_runs_at_the_same_time_do_not_leave_a_file_of_each()
    {
        string[] paths = [_folder.File("a.ids.txt"), _folder.File("a.npy")];
        TemporaryFile[][] runs = [.. new[] { "one", "another" }.Select(run => Array.ConvertAll(paths, path =>
        {
            var file = TemporaryFile.Create(path);
            file.Content.Write(Encoding.UTF8.GetBytes(run));
            file.Finish();
            return file;
        }))];
        PlannedRename[][] plans = [.. runs.Select(run => Array.ConvertAll(run, file => PlannedRename.Of(file, file.Target)))];
        plans[0][0].Do();
        Assert.Contains("another process", Assert.Throws<BadInputException>(() => OutputPlan.CarryOut(plans[1])).Message, StringComparison.Ordinal);
        plans[0][1].Do();
        Array.ForEach([.. runs.SelectMany(run => run)], file => file.Dispose());
        Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        Assert.All(paths, path => Assert.Equal("one", File.ReadAllText(path)));
    }

    [Fact]
    public void Old_files_are_replaced_and_nothing_else_is_left()
    {
        _folder.Write("a.npy", "old");
        using (OutputSet outputs = Begin("a.npy", "a.ids.txt"))
        {
            Assert.Equal("old", File.ReadAllText(_folder.File("a.npy")));
            outputs.Commit();
            Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        }

        Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        Assert.All(_folder.Names(), name => Assert.Equal($"new {name}", File.ReadAllText(_folder.File(name))));
    }

    [Theory]
    [InlineData(-1, "old")]
    [InlineData(0, "new")]
    [InlineData(1, "new")]
    [InlineData(2, "new")]
    public void The_next_run_settles_what_a_killed_one_began(int renames, string state)
    {
        foreach (string name in KilledCommit.Names)
            _folder.Write(name, $"old {name}");

        KilledCommit.Run(_folder.Path, renames);
        Assert.True(_folder.Names().Length > 2, "It left nothing to be settled.");
        OutputFile.Create(_folder.File("other.csv")).Dispose();
        Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        Assert.All(KilledCommit.Names, name => Assert.Equal($"{state} {name}", File.ReadAllText(_folder.File(name))));
    }

    [Fact]
    public void A_killed_run_without_old_files_is_settled_too()
    {
        KilledCommit.Run(_folder.Path, 1);
        OutputFile.Create(_folder.File("other.csv")).Dispose();
        Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        Assert.All(KilledCommit.Names, name => Assert.Equal($"new {name}", File.ReadAllText(_folder.File(name))));
    }

    [Fact]
    public void What_was_written_since_is_not_replaced_by_what_a_killed_run_left()
    {
        foreach (string name in KilledCommit.Names)
            _folder.Write(name, $"old {name}");

        KilledCommit.Run(_folder.Path, 1);
        _folder.Write("a.ids.txt", "mine now");
        OutputFile.Create(_folder.File("other.csv")).Dispose();
        Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        Assert.Equal("mine now", File.ReadAllText(_folder.File("a.ids.txt")));
        Assert.Equal("old a.npy", File.ReadAllText(_folder.File("a.npy")));
    }

    [Fact]
    public void A_plan_that_can_no_longer_be_carried_out_is_undone()
    {
        foreach (string name in KilledCommit.Names)
            _folder.Write(name, $"old {name}");

        KilledCommit.Run(_folder.Path, 1);
        foreach (string temporary in _folder.Names().Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)))
            File.Delete(_folder.File(temporary));

        OutputFile.Create(_folder.File("other.csv")).Dispose();
        Assert.Equal(["a.ids.txt", "a.npy"], _folder.Names());
        Assert.All(KilledCommit.Names, name => Assert.Equal($"old {name}", File.ReadAllText(_folder.File(name))));
    }

    private OutputSet Begin(params string[] names)
    {
        var outputs = new OutputSet();
        foreach (string name in names)
            outputs.Add(OutputFile.Create(_folder.File(name))).Content.Write(Encoding.UTF8.GetBytes($"new {name}"));

        return outputs;
    }
}
