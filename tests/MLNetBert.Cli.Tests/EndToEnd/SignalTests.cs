using System.Diagnostics;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP, sent to the command as a process: the exit code of the signal, and nothing half-written. The sentence tells whether the work stopped by itself.
/// </summary>
public sealed class SignalTests : IDisposable
{
    private const string Sentence = "mlnetbert: interrupted; no file was written or changed.";

    // More than a pipe holds: what is written is read while it is written.
    private const int MoreThanAPipe = 1 << 18;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Tokenize_stops(string signal)
    {
        string rows = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 500_000).Select(i => $"a text of some length, so that it takes a while: {i}\n")));
        _folder.Write("out.jsonl", "as before");
        Process process = Command.Start("tokenize", rows, "--out", _folder.File("out.jsonl"));
        Await(process, () => _folder.Names().Length > 2);
        Interrupt(process, signal);
        Assert.Equal(["out.jsonl", "rows.txt"], _folder.Names());
        Assert.Equal("as before", File.ReadAllText(_folder.File("out.jsonl")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Verify_stops(string signal)
    {
        string rows = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 5_000).Select(i => $"a text of some length, so that it takes a while: {i}\n")));
        Process process = Command.Start("verify", rows, "--report", _folder.File("out.html"));
        AwaitLine(process, ": alone and in ");
        Interrupt(process, signal);
        Assert.Equal(["rows.txt"], _folder.Names());
    }

    [Theory]
    [InlineData("INT", "--method", "svm-smote", "--out", "out.npy", "--report", "out.html")]
    [InlineData("TERM", "--method", "smote-enn", "--out", "out.npy", "--report", "out.html")]
    [InlineData("INT", "--compare", "smote,borderline-smote,smote-enn,tomek-links", "--report", "out.html")]
    [InlineData("TERM", "--compare", "svm-smote,instance-hardness-threshold", "--report", "out.html")]
    public void Resample_and_compare_stop(string signal, params string[] arguments)
    {
        (string features, string labels) = WriteRows(20_000, 256);
        string[] before = _folder.Names();
        string[] named = Array.ConvertAll(arguments, argument => argument.StartsWith("out.", StringComparison.Ordinal) ? _folder.File(argument) : argument);
        Process process = Command.Start(["resample", features, "--labels", labels, .. named]);

        // The report is begun when the features have been read, and the work is at its long part.
        Await(process, () => Array.Exists(_folder.Names(), name => name.EndsWith(".tmp", StringComparison.Ordinal)));
        Interrupt(process, signal);
        Assert.Equal(before, _folder.Names());
    }

    [Fact]
    public void Inspect_does_not_wait_for_a_file_that_gives_nothing()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2")))
            File.Copy(file, _folder.File(Path.GetFileName(file)));

        File.Delete(_folder.File("config.json"));
        Process.Start("mkfifo", [_folder.File("config.json")]).WaitForExit();
        Command.AssertRefused(Command.Run("inspect", _folder.Path), "config.json");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void A_run_that_waits_for_standard_input_ends_at_once(string signal)
    {
        Process process = Command.Start("extract", "-", "--quiet", "--out", _folder.File("out.npy"));
        process.StandardInput.Write(new string('a', MoreThanAPipe));
        process.StandardInput.Flush();
        Interrupt(process, signal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_run_that_waits_for_the_reader_of_its_pipe_ends_at_once()
    {
        Process.Start("mkfifo", [_folder.File("out.jsonl")]).WaitForExit();
        Process process = Command.Start("tokenize", _folder.Write("rows.txt", "a\n"), "--out", _folder.File("out.jsonl"));

        // The runtime listens to other signals, too, and earlier.
        Await(process, () => File.ReadLines($"/proc/{process.Id}/status").Any(line => line.StartsWith("SigCgt:", StringComparison.Ordinal) && "13579bdf".Contains(line[^1], StringComparison.Ordinal)));
        Interrupt(process, "HUP");
        Assert.Equal(["out.jsonl", "rows.txt"], _folder.Names());
    }

    private static void Await(Process process, Func<bool> ready)
    {
        Assert.True(SpinWait.SpinUntil(() => process.HasExited || ready(), TimeSpan.FromMinutes(1)), "What was waited for did not happen.");
        Assert.False(process.HasExited, "It had ended before the signal came.");
    }

    private static void AwaitLine(Process process, string part)
    {
        string? line;
        do
        {
            line = process.StandardError.ReadLine();
            Assert.NotNull(line);
        }
        while (!line.Contains(part, StringComparison.Ordinal));
    }

    private static void Interrupt(Process process, string signal)
    {
        Command.Signal(process, signal);
        process.WaitForExit(TimeSpan.FromMinutes(1));
        Command.Result result = Command.End(process, null);
        Assert.Equal((Command.ExitCode(signal), "", Sentence), (result.ExitCode, result.Text, result.Errors.Split('\n')[^2]));
    }

    private (string Features, string Labels) WriteRows(int rows, int columns)
    {
        var random = new Random(1);
        byte[] features = new byte[128 + (rows * columns * sizeof(float))];
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        features.AsSpan(0, 128).Fill((byte)' ');
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0 }.CopyTo(features, 0);
        Encoding.ASCII.GetBytes(header, features.AsSpan(10));
        features[127] = (byte)'\n';
        for (int i = 0; i < rows * columns; i++)
            BitConverter.TryWriteBytes(features.AsSpan(128 + (i * sizeof(float))), (float)random.NextDouble());

        string labels = string.Concat(Enumerable.Range(0, rows).Select(i => i % 4 == 0 ? "few\n" : "many\n"));
        return (_folder.Write("features.npy", features), _folder.Write("labels.txt", labels));
    }
}
