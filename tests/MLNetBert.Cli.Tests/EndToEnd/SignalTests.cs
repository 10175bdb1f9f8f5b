using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Ctrl-C and SIGTERM, sent to the command as a process: exit code 130, and nothing half-written.</summary>
public sealed class SignalTests : IDisposable
{
    private const string Sentence = "mlnetbert: interrupted; no file was written or changed.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Tokenize_stops(string signal)
    {
        string rows = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 2_000_000).Select(i => $"a text of some length, so that it takes a while: {i}\n")));
        _folder.Write("out.jsonl", "as before");
        Interrupt(signal, () => _folder.Names().Length > 2, "tokenize", rows, "--out", _folder.File("out.jsonl"));
        Assert.Equal(["out.jsonl", "rows.txt"], _folder.Names());
        Assert.Equal("as before", File.ReadAllText(_folder.File("out.jsonl")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Verify_stops(string signal)
    {
        string rows = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a text of some length, so that it takes a while: {i}\n")));
        Interrupt(signal, null, "verify", rows, "--report", _folder.File("out.html"));
        Assert.Equal(["rows.txt"], _folder.Names());
    }

    [Theory]
    [InlineData("INT", "--method", "svm-smote", "--out", "out.npy")]
    [InlineData("TERM", "--method", "smote-enn", "--out", "out.npy", "--report", "out.html")]
    [InlineData("INT", "--compare", "smote,borderline-smote,smote-enn,tomek-links", "--report", "out.html")]
    [InlineData("TERM", "--compare", "svm-smote,instance-hardness-threshold")]
    public void Resample_and_compare_stop(string signal, params string[] arguments)
    {
        (string features, string labels) = WriteRows(20_000, 256);
        string[] before = _folder.Names();
        string[] named = Array.ConvertAll(arguments, argument => argument.StartsWith("out.", StringComparison.Ordinal) ? _folder.File(argument) : argument);

        // The features are read by then, and the work is at its long part.
        Interrupt(signal, null, ["resample", features, "--labels", labels, .. named]);
        Assert.Equal(before, _folder.Names());
    }

    [Fact]
    public void Inspect_ends_although_a_file_gives_nothing()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2")))
            File.Copy(file, _folder.File(Path.GetFileName(file)));

        File.Delete(_folder.File("config.json"));
        Process.Start("mkfifo", [_folder.File("config.json")]).WaitForExit();
        Interrupt("INT", null, "inspect", _folder.Path);
    }

    private static void Interrupt(string signal, Func<bool>? ready, params string[] arguments)
    {
        Process process = Command.Start(arguments);
        if (ready == null)
            Thread.Sleep(TimeSpan.FromSeconds(3));
        else
            SpinWait.SpinUntil(() => ready() || process.HasExited, TimeSpan.FromSeconds(60));

        Assert.False(process.HasExited, "It had ended before the signal came.");
        Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        Command.Result result = Command.End(process, null);
        Assert.Equal((130, "", Sentence), (result.ExitCode, result.Text, result.Errors.Split('\n')[^2]));
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
