using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Ctrl-C and SIGTERM at every stage of resample and --compare, sent when the stage is seen to have begun.</summary>
public sealed class ResampleSignalTests : IDisposable
{
    private const int Rows = 20_000;
    private const int Columns = 256;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", "--method", "svm-smote", "--out", "out.npy")]
    [InlineData("TERM", "--method", "smote-enn", "--out", "out.npy", "--report", "out.html")]
    [InlineData("INT", "--method", "instance-hardness-threshold", "--out", "out.npy")]
    [InlineData("TERM", "--method", "cluster-centroids", "--out", "out.npy")]
    [InlineData("INT", "--compare", "smote,borderline-smote,smote-enn,tomek-links", "--report", "out.html")]
    [InlineData("TERM", "--compare", "svm-smote,instance-hardness-threshold")]
    [InlineData("TERM", "--compare", "none")]
    public void Work_stops_once_the_features_are_read(string signal, params string[] arguments)
    {
        (string features, string labels) = WriteRows();
        long size = new FileInfo(features).Length;
        Interrupt(signal, process => BytesRead(process) >= size, ["resample", features, "--labels", labels, .. Named(arguments)]);
        Assert.Equal(["features.npy", "labels.txt"], _folder.Names());
    }

    [Theory]
    [InlineData("INT", "out.csv")]
    [InlineData("TERM", "out.jsonl")]
    [InlineData("INT", "out.idv")]
    [InlineData("TERM", "out.npy")]
    public void Writing_stops(string signal, string output)
    {
        (string features, string labels) = WriteRows();
        _folder.Write(output, "as before");

        // Rows are copied ten times over, so that writing them takes a while.
        string[] arguments = ["--method", "random-over-sampler", "--strategy", "few=200000", "--out", output];
        Interrupt(signal, _ => Temporaries().Any(file => file.Length > 1 << 20), ["resample", features, "--labels", labels, .. Named(arguments)]);
        Assert.Equal(["features.npy", "labels.txt", output], _folder.Names());
        Assert.Equal("as before", File.ReadAllText(_folder.File(output)));
    }

    [Theory]
    [InlineData("INT", "f.csv", "f0,f1\n")]
    [InlineData("TERM", "f.tsv", "f0\tf1\n")]
    [InlineData("TERM", "f.jsonl", "{\"features\":[1,2]}\n")]
    public void Reading_features_from_a_pipe_that_stays_open_stops(string signal, string name, string begin)
    {
        string labels = _folder.Write("l.txt", "a\nb\n");
        InterruptAtPipe(signal, name, begin, "resample", _folder.File(name), "--labels", labels, "--method", "smote", "--out", _folder.File("out.npy"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Reading_labels_from_a_pipe_that_stays_open_stops(string signal)
    {
        string features = _folder.Write("f.csv", "f0,f1\n1,2\n");
        InterruptAtPipe(signal, "l.csv", "label\nx\n", "resample", features, "--labels", _folder.File("l.csv"), "--method", "smote", "--out", _folder.File("out.npy"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Reading_much_text_stops(string signal)
    {
        var text = new StringBuilder("f0,f1,f2,f3\n");
        for (int row = 0; row < 1_500_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"{row},{row / 7f},3,4\n");

        string features = _folder.Write("f.csv", text.ToString()), labels = _folder.Write("l.txt", "a\nb\n");
        Interrupt(signal, process => BytesRead(process) >= 8 << 20, "resample", features, "--labels", labels, "--method", "smote", "--out", _folder.File("out.npy"));
        Assert.Equal(["f.csv", "l.txt"], _folder.Names());
    }

    private static void Interrupt(string signal, Func<Process, bool> begun, params string[] arguments)
    {
        Process process = Command.Start(arguments);
        SpinWait.SpinUntil(() => process.HasExited || begun(process), TimeSpan.FromMinutes(1));
        End(process, signal);
    }

    private static void End(Process process, string signal)
    {
        Assert.False(process.HasExited, "It had ended before the signal came.");
        Command.Signal(process, signal);
        process.WaitForExit(TimeSpan.FromMinutes(1));
        Command.Result result = Command.End(process, null);

        // Not "in the middle of a step": it stopped by itself.
        Assert.Equal((Command.ExitCode(signal), "", "mlnetbert: interrupted; no file was written or changed."), (result.ExitCode, result.Text, result.Errors.Split('\n')[^2]));
    }

    /// <summary>Sends the signal once the command has opened the pipe and taken what is in it, while it waits for more.</summary>
    private void InterruptAtPipe(string signal, string name, string begin, params string[] arguments)
    {
        Process.Start("mkfifo", [_folder.File(name)]).WaitForExit();
        string[] before = _folder.Names();
        Process process = Command.Start(arguments);
        using var pipe = new FileStream(_folder.File(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        pipe.Write(Encoding.UTF8.GetBytes(begin));
        End(process, signal);
        Assert.Equal(before, _folder.Names());
    }

    private static long BytesRead(Process process)
    {
        try
        {
            return long.Parse(File.ReadLines($"/proc/{process.Id}/io").First().Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private IEnumerable<FileInfo> Temporaries() => new DirectoryInfo(_folder.Path).EnumerateFiles(".mlnetbert-*", new EnumerationOptions { AttributesToSkip = 0 }).Where(file => file.Exists);

    private string[] Named(string[] arguments) => Array.ConvertAll(arguments, argument => argument.StartsWith("out.", StringComparison.Ordinal) ? _folder.File(argument) : argument);

    private (string Features, string Labels) WriteRows()
    {
        var random = new Random(1);
        byte[] features = new byte[128 + (Rows * Columns * sizeof(float))];
        features.AsSpan(0, 128).Fill((byte)' ');
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0 }.CopyTo(features, 0);
        Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Rows}, {Columns}), }}", features.AsSpan(10));
        features[127] = (byte)'\n';
        for (int i = 0; i < Rows * Columns; i++)
            BitConverter.TryWriteBytes(features.AsSpan(128 + (i * sizeof(float))), (float)random.NextDouble());

        string labels = string.Concat(Enumerable.Range(0, Rows).Select(i => i % 4 == 0 ? "few\n" : "many\n"));
        return (_folder.Write("features.npy", features), _folder.Write("labels.txt", labels));
    }
}
