using System.Diagnostics;
using System.Text;
using MLNetBert.Cli.Tests.Jobs;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>extract - --out -: rows go out as they come in, for pipes whose other end waits.</summary>
public sealed class FilterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("jsonl", "{\"id\":\"a\",\"text\":\"the cat\"}\n", "{\"id\":\"b\",\"text\":\"the mat\"}\n")]
    [InlineData("txt", "the cat\n", "the mat\n")]
    [InlineData("csv", "id,text\na,the cat\n", "b,the mat\n")]
    [InlineData("csv", "id,text\r\na,\"the\r\ncat\"\r\nb,\"the\r\n", "mat\"\r\n")]
    [InlineData("tsv", "id\ttext\na\tthe \"cat\"\n", "b\tthe mat\n")]
    [InlineData("txt", "a\n", "b\n")]
    public async Task A_row_does_not_wait_for_others(string format, string first, string second)
    {
        using Process process = Command.Start("extract", "-", "--out", "-", "--format", format, "--max-delay", "0.1", "--model", TinyModel.Folder, "--quiet");
        foreach (string rows in new[] { first, second })
        {
            await process.StandardInput.WriteAsync(rows);
            await process.StandardInput.FlushAsync();
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.StartsWith(format == "txt" ? rows == first ? "{\"id\":0," : "{\"id\":1," : rows == first ? "{\"id\":\"a\"," : "{\"id\":\"b\",", line, StringComparison.Ordinal);
        }

        process.StandardInput.Close();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData(5000, "1")]
    [InlineData(3, "0")]
    [InlineData(2048, "86400")]
    public void A_filter_gives_the_lines_of_a_file(int rows, string delay)
    {
        byte[] input = Encoding.UTF8.GetBytes(Job.Jsonl(Job.Rows(rows)));
        Job.Extract(_folder.Write("rows.jsonl", input), "--out", _folder.File("rows.features.jsonl"));
        Command.Result result = Command.Run(input, "extract", "-", "--out", "-", "--max-delay", delay, "--model", TinyModel.Folder, "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal(File.ReadAllBytes(_folder.File("rows.features.jsonl")), result.Output);
    }

    [Fact]
    public void An_error_comes_after_the_rows_before_it()
    {
        Command.Result result = Command.Run(Encoding.UTF8.GetBytes("{\"text\":\"a\"}\nbad\n"), "extract", "-", "--out", "-", "--model", TinyModel.Folder, "--quiet");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("{\"id\":0,", Assert.Single(result.Lines), StringComparison.Ordinal);
        Assert.StartsWith("mlnetbert: standard input, line 2: not JSON", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extract a.txt --out a.npy --max-delay 1", "--max-delay is for rows that somebody waits for")]
    [InlineData("extract - --out - --max-delay soon", "--max-delay soon is not a number of seconds")]
    [InlineData("extract - --out - --max-delay -1", "--max-delay -1 is not a number of seconds")]
    public void Delays_that_make_no_sense_are_refused(string arguments, string why) => Command.AssertRefused(Command.Run(arguments.Split(' ')), why);

    [Fact]
    public void Shell_loops_use_it() =>
        AssertLinesOfOneRun((input, command) => $"split -l 100 '{input}' '{_folder.File("piece-")}'; for piece in '{_folder.Path}'/piece-*; do {command} < \"$piece\"; done");

    /// <summary>.ci/full installs it.</summary>
    [ShellFact("parallel --version | grep GNU", "GNU parallel is not installed")]
    [Trait("Category", "Long")]
    public void Gnu_parallel_uses_it() => AssertLinesOfOneRun((input, command) => $"parallel --pipe --keep-order --jobs 2 --block 5k '{command}' < '{input}'");

    private void AssertLinesOfOneRun(Func<string, string, string> script)
    {
        string input = _folder.Write("rows.jsonl", string.Concat(Enumerable.Range(0, 400).Select(i => $"{{\"id\":{i},\"text\":\"mail {i}\"}}\n")));
        Job.Extract(input, "--out", _folder.File("one.jsonl"));
        Command.Result result = Command.Shell(script(input, $"dotnet {Command.Dll} extract - --out - --quiet --model {TinyModel.Folder}"));
        Assert.Equal((0, File.ReadAllText(_folder.File("one.jsonl"))), (result.ExitCode, result.Text));
    }
}
