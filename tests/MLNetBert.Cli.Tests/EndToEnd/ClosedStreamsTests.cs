namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Standard streams that are closed from the start, as some schedulers have them: their numbers then belong to the runtime's own files.</summary>
public sealed class ClosedStreamsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tokenize -")]
    [InlineData("extract - --out {0}/a.npy")]
    [InlineData("tokenize /dev/stdin --format txt")]
    public void Closed_standard_input_is_refused(string arguments)
    {
        Command.Result result = Command.Shell($"timeout 60 dotnet '{Command.Dll}' {arguments.Replace("{0}", _folder.Path, StringComparison.Ordinal)} <&-");
        Command.AssertRefused(result);
        Assert.Matches("^mlnetbert: (standard input|/dev/stdin) is closed; name a file|^mlnetbert: /dev/stdin: there is no such file", result.Errors);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData("tokenize {0}/rows.txt")]
    [InlineData("tokenize {0}/rows.txt --out /dev/stdout")]
    [InlineData("inspect")]
    [InlineData("--help")]
    public void Closed_standard_output_is_refused_where_it_is_needed(string arguments)
    {
        _folder.Write("rows.txt", "a\n");
        Command.Result result = Command.Shell($"mlnetbert {arguments.Replace("{0}", _folder.Path, StringComparison.Ordinal)} >&-");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches("mlnetbert: (standard output|/dev/stdout) is closed", result.Errors);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public void Work_that_does_not_need_them_is_done(string closed)
    {
        string rows = _folder.Write("rows.txt", "a\nb\n");
        Command.Result result = Command.Shell($"mlnetbert extract '{rows}' --out '{_folder.File("a.npy")}' {closed}");
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
        Assert.Equal([2, 384], Npy.Read(_folder.File("a.npy")).Shape);
        Assert.Equal("0\n1\n", File.ReadAllText(_folder.File("a.ids.txt")));
        Assert.Equal(["a.ids.txt", "a.npy", "rows.txt"], _folder.Names());
    }

    [Theory]
    [InlineData("extract {0}/none.txt --out {0}/a.npy", 2)]
    [InlineData("tokenize {0}/rows.txt", 0)]
    public void Closed_standard_error_changes_nothing_else(string arguments, int exitCode)
    {
        _folder.Write("rows.txt", "hello\n");
        Command.Result result = Command.Shell($"mlnetbert {arguments.Replace("{0}", _folder.Path, StringComparison.Ordinal)} 2>&-");
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Errors));
        Assert.Equal(exitCode == 0 ? "{\"id\":0,\"input_ids\":[101,7592,102],\"token_type_ids\":[0,0,0],\"attention_mask\":[1,1,1],\"offsets\":[[0,0],[0,5],[0,0]]}\n" : "", result.Text);
    }
}
