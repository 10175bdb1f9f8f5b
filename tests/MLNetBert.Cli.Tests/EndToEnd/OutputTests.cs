using System.Diagnostics;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>What kind of file an output is decides how it is written, not its path; an old one keeps its rights.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_among_the_devices_is_replaced_like_any_other()
    {
        using var memory = new TemporaryFolder("/dev/shm");
        string few = _folder.Write("few.txt", "one\n"), many = _folder.Write("many.txt", "one\ntwo\n");
        foreach (string rows in new[] { many, few })
        {
            Command.AssertDone(Command.Run("extract", rows, "--out", memory.File("f.npy"), "--quiet"));
            Assert.Equal([File.ReadAllLines(rows).Length, 384], Npy.Read(memory.File("f.npy")).Shape);
            Assert.Equal(["f.ids.txt", "f.npy"], memory.Names());
        }
    }

    [Fact]
    public void An_input_among_the_devices_is_not_overwritten()
    {
        using var memory = new TemporaryFolder("/dev/shm");
        string rows = memory.Write("rows.jsonl", "{\"text\": \"a\"}\n");
        Command.AssertRefused(Command.Run("tokenize", rows, "--out", rows), "is an input too");
        Assert.Equal("{\"text\": \"a\"}\n", File.ReadAllText(rows));
        Assert.Equal(["rows.jsonl"], memory.Names());
    }

    [Fact]
    public void An_input_that_is_appended_to_is_refused()
    {
        string rows = _folder.Write("rows.txt", "a\n");
        Command.AssertRefused(Command.Shell($"mlnetbert tokenize '{rows}' --quiet >> '{rows}'"), "is an input too");
        Command.AssertRefused(Command.Shell($"mlnetbert tokenize - --quiet --out /dev/stdout < '{rows}' >> '{rows}'"), "is an input too");
        Assert.Equal("a\n", File.ReadAllText(rows));
    }

    [Theory]
    [InlineData("pipe", "{\"id\":0,\"features\":[")]
    [InlineData("pipe.jsonl", "{\"id\":0,\"features\":[")]
    [InlineData("pipe.csv", "id,f0,f1,")]
    public void A_pipe_is_written_into(string name, string start)
    {
        string rows = _folder.Write("rows.txt", "a\n");
        Command.Result result = Command.Shell($"cd '{_folder.Path}'; mkfifo {name}; cat {name} & mlnetbert extract '{rows}' --quiet --out {name} || exit; wait");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.StartsWith(start, result.Text, StringComparison.Ordinal);
        Assert.Equal([name, "rows.txt"], _folder.Names());
        Assert.Equal("fifo\n", Command.Shell($"cd '{_folder.Path}'; [ -p {name} ] && echo fifo").Text);
    }

    [Theory]
    [InlineData("pipe.npy")]
    [InlineData("pipe.idv")]
    public void A_pipe_cannot_take_what_is_written_backwards(string name)
    {
        Process.Start("mkfifo", [_folder.File(name)]).WaitForExit();
        Command.AssertRefused(Command.Run("extract", _folder.Write("rows.txt", "a\n"), "--out", _folder.File(name)), "is a pipe or a device", "write .jsonl");
    }

    [Theory]
    [InlineData("/dev/stdout", "> {0}")]
    [InlineData("/dev/fd/3", "3> {0}")]
    [InlineData("/proc/self/fd/1", "> {0}")]
    public void A_descriptor_is_written_as_it_is(string output, string redirection)
    {
        string rows = _folder.Write("rows.txt", "a\n"), target = _folder.File("log");
        string to = redirection.Replace("{0}", $"'{target}'", StringComparison.Ordinal);
        Command.AssertDone(Command.Shell($"{{ echo before >&{(output.EndsWith('3') ? 3 : 1)}; mlnetbert tokenize '{rows}' --quiet --out {output}; }} {to}"));
        Assert.StartsWith("before\n{\"id\":0,\"input_ids\":", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(["log", "rows.txt"], _folder.Names());
    }

    [Theory]
    [InlineData("600")]
    [InlineData("666")]
    public void An_old_file_keeps_its_mode(string mode)
    {
        foreach (string name in new[] { "a.npy", "a.ids.txt" })
            Process.Start("chmod", [mode, _folder.Write(name, "old")]).WaitForExit();

        Command.AssertDone(Command.Shell($"umask 022; mlnetbert extract '{_folder.Write("rows.txt", "a\n")}' --quiet --out '{_folder.File("a.npy")}'"));
        Assert.Equal($"{mode} a.ids.txt\n{mode} a.npy\n", Command.Shell($"cd '{_folder.Path}'; stat -c '%a %n' a.*").Text);
        Assert.Equal("0\n", File.ReadAllText(_folder.File("a.ids.txt")));
    }

    [Fact]
    public void A_new_file_has_the_mode_of_the_users_mask()
    {
        Command.AssertDone(Command.Shell($"umask 027; mlnetbert tokenize '{_folder.Write("rows.txt", "a\n")}' --quiet --out '{_folder.File("a.jsonl")}'"));
        Assert.Equal("640\n", Command.Shell($"stat -c %a '{_folder.File("a.jsonl")}'").Text);
    }

    [Fact]
    public void What_a_killed_run_left_is_swept_by_the_next()
    {
        string rows = _folder.Write("rows.txt", new StringBuilder().Insert(0, "a text of some length\n", 200_000).ToString());
        Process process = Command.Start("tokenize", rows, "--out", _folder.File("a.jsonl"));
        Assert.True(SpinWait.SpinUntil(() => _folder.Names().Length > 1, TimeSpan.FromMinutes(1)));
        process.Kill();
        Command.End(process, null);
        Assert.Equal(2, _folder.Names().Length);
        Command.AssertDone(Command.Run("tokenize", _folder.Write("few.txt", "a\n"), "--quiet", "--out", _folder.File("b.jsonl")));
        Assert.Equal(["b.jsonl", "few.txt", "rows.txt"], _folder.Names());
    }
}
