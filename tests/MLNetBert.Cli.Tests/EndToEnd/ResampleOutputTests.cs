namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>What --out and --report leave behind when something cannot be done: what was there before.</summary>
public sealed class ResampleOutputTests : IDisposable
{
    private static readonly string[] Outputs = ["out.labels.csv", "out.npy", "report.html"];

    private readonly TemporaryFolder _folder = new();

    public ResampleOutputTests()
    {
        _folder.Write("f.csv", "f0,f1\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 7},{row % 5}\n")));
        _folder.Write("nan.csv", "f0,f1\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{(row == 2 ? "nan" : "1")},{row % 5}\n")));
        _folder.Write("l.csv", "label,text\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{(row % 4 == 0 ? "spam" : "ham")},text {row}\n")));
        _folder.Write("short.csv", "text\na\nb\n");
        foreach (string name in Outputs)
            _folder.Write(name, "as it was");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("f.csv", "short.csv:text", "short.csv has 2 texts for 40 rows")]
    [InlineData("f.csv", "nowhere.csv:text", "nowhere.csv: there is no such file")]
    [InlineData("f.csv", "l.csv:subject", "has no column \"subject\"")]
    [InlineData("nan.csv", "l.csv:text", "Row 2, column 0 (counted from 0) is NaN")]
    public void What_the_report_cannot_use_is_told_before_anything_is_written(string features, string text, string part)
    {
        Command.AssertRefused(
            Command.Run("resample", _folder.File(features), "--labels", _folder.File("l.csv"), "--method", "random-over-sampler", "--out", _folder.File("out.npy"), "--report", _folder.File("report.html"), "--text", _folder.File(text)),
            part);
        AssertAsItWas();
    }

    [Theory]
    [InlineData("f.csv", 4, "report.html grows larger")]
    [InlineData("wide.csv", 600, "out.npy grows larger")]
    public void All_files_are_complete_before_one_of_them_gets_its_name(string features, int limit, string part)
    {
        _folder.Write("wide.csv", string.Join(',', Enumerable.Range(0, 4000).Select(column => $"f{column}")) + "\n" + string.Concat(Enumerable.Range(0, 40).Select(row => string.Join(',', Enumerable.Repeat(row % 7, 4000)) + "\n")));
        Command.Result result = Command.Shell(
            $"cd '{_folder.Path}'; trap '' XFSZ; ulimit -f {limit}; DOTNET_EnableWriteXorExecute=0 mlnetbert resample {features} --labels l.csv --method random-over-sampler --quiet --out out.npy --report report.html");
        Command.AssertRefused(result, part);
        File.Delete(_folder.File("wide.csv"));
        AssertAsItWas();
    }

    [Fact]
    public void Rows_page_and_labels_are_all_there_in_the_end()
    {
        Command.Result result = Command.Run("resample", _folder.File("f.csv"), "--labels", _folder.File("l.csv"), "--method", "random-over-sampler", "--out", _folder.File("out.npy"), "--report", _folder.File("report.html"), "--text", _folder.File("l.csv:text"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("ham: 30 -> 30 rows", result.Errors, StringComparison.Ordinal);
        Assert.Equal([60, 2], Npy.Read(_folder.File("out.npy")).Shape);
        Assert.Equal(61, File.ReadAllLines(_folder.File("out.labels.csv")).Length);
        Assert.Contains("text 39", File.ReadAllText(_folder.File("report.html")), StringComparison.Ordinal);
    }

    private void AssertAsItWas()
    {
        Assert.All(Outputs, name => Assert.Equal("as it was", File.ReadAllText(_folder.File(name))));
        Assert.Equal(["f.csv", "l.csv", "nan.csv", .. Outputs, "short.csv"], _folder.Names());
    }
}
