using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Somebody else deletes, cuts, moves or replaces files in the middle of a run.</summary>
public sealed class ChangingFilesTests : IDisposable
{
    private const int Rows = 100_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_input_that_is_deleted_is_read_to_its_end()
    {
        Process process = Stop("rows.txt");
        File.Delete(_folder.File("rows.txt"));
        Command.Result result = GoOn(process);
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
        Assert.Equal(Rows, File.ReadLines(_folder.File("out/a.jsonl")).Count());
    }

    [Theory]
    [InlineData("rows.txt")]
    [InlineData("rows.csv")]
    public void An_input_that_is_cut_is_an_error(string name)
    {
        Process process = Stop(name);
        long length = new FileInfo(_folder.File(name)).Length;
        using (var file = new FileStream(_folder.File(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(length / 2);

        Command.AssertRefused(GoOn(process), string.Create(CultureInfo.InvariantCulture, $"{name} was cut while it was read: it had {length:N0} bytes at first"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("out")));
    }

    [Fact]
    public void Standard_input_that_is_cut_is_an_error()
    {
        string rows = WriteRows("rows.txt");
        Directory.CreateDirectory(_folder.File("out"));
        Command.Result result = Command.Shell($"cd '{_folder.Path}'; mlnetbert tokenize - --quiet --out out/a.jsonl < '{rows}' & until [ -n \"$(ls -A out)\" ]; do :; done; truncate -s 2500000 '{rows}'; wait $!");
        Command.AssertRefused(result, "standard input was cut while it was read");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("out")));
    }

    [Theory]
    [InlineData("rm -r out")]
    [InlineData("mv out moved")]
    [InlineData("mv out moved; mkdir out")]
    public void An_output_folder_that_goes_is_said(string change)
    {
        Process process = Stop("rows.txt");
        Command.Shell($"cd '{_folder.Path}'; {change}");
        Command.AssertRefused(GoOn(process), "out/a.jsonl cannot be written: its folder, or the temporary file in it, was removed or renamed in the meantime");
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData("rm -r out", "INT")]
    [InlineData("mv out moved", "HUP")]
    public void A_signal_after_an_output_folder_has_gone_ends_as_always(string change, string signal)
    {
        Process process = Stop("rows.txt");
        Command.Shell($"cd '{_folder.Path}'; {change}");
        Command.Signal(process, signal);
        Command.Result result = GoOn(process);
        Assert.Equal((Command.ExitCode(signal), "mlnetbert: interrupted; no file was written or changed.\n"), (result.ExitCode, result.Errors));
        Assert.Empty(Left());
    }

    [Fact]
    public void A_file_that_is_read_twice_must_be_the_same()
    {
        string rows = WriteRows("rows.txt");
        Process process = Command.Start("tokenize", rows, "--padding", "longest", "--quiet", "--out", _folder.File("a.jsonl"));
        Assert.True(SpinWait.SpinUntil(() => _folder.Names().Length > 1, TimeSpan.FromMinutes(1)));
        File.AppendAllText(rows, "another row\n");
        Command.AssertRefused(Command.End(process, null), "rows.txt was changed since it was read for the first time");
        Assert.Equal(["rows.txt"], _folder.Names());
    }

    private string[] Left() => Directory.GetFiles(_folder.Path, ".mlnetbert-*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });

    // A run that has begun its output and has most of its input before it, stopped.
    private Process Stop(string name)
    {
        string rows = WriteRows(name);
        Directory.CreateDirectory(_folder.File("out"));
        Process process = Command.Start("tokenize", rows, "--quiet", "--out", _folder.File("out/a.jsonl"));
        Assert.True(SpinWait.SpinUntil(() => new DirectoryInfo(_folder.File("out")).EnumerateFiles().Any(file => file.Length > 0), TimeSpan.FromMinutes(1)));
        Command.Signal(process, "STOP");
        return process;
    }

    private static Command.Result GoOn(Process process)
    {
        Command.Signal(process, "CONT");
        return Command.End(process, null);
    }

    private string WriteRows(string name)
    {
        var text = new StringBuilder(Path.GetExtension(name) == ".csv" ? "text\n" : "");
        for (int i = 0; i < Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"a text of some length that is number {i}\n");

        return _folder.Write(name, text.ToString());
    }
}
