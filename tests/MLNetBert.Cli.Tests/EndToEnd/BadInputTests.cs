using System.Text;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>Bad input: one clear sentence, exit code 2, the output as it was before.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Inputs => new()
    {
        { "nowhere.csv", null!, "nowhere.csv: there is no such file" },
        { "empty.csv", "", "empty.csv is empty" },
        { "subject.csv", "id,subject,label\n1,a,b\n", "has no column \"text\"; it has \"id\", \"subject\", \"label\"" },
        { "quote.csv", "id,text\n1,fine\n2,\"never closed\n3,fine\n", "quote.csv, row 2 (line 3): a quote is opened and never closed" },
        { "latin.csv", "id,text\n1,caf\u00E9\n", "latin.csv, line 2: byte 0xE9 at offset 13 is not valid UTF-8" },
        { "rows.jsonl", "{\"text\": \"a\"}\n{\"text\": \n", "rows.jsonl, line 2: not JSON" },
        { "rows.xlsx", "PK", "rows.xlsx: the ending does not tell the format" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Inputs_that_cannot_be_read(string name, string? content, string part)
    {
        string path = content == null ? _folder.File(name) : _folder.Write(name, Encoding.Latin1.GetBytes(content));
        Refuse(["extract", path], part);
    }

    [Theory]
    [InlineData("--pooling middle", "The pooling 'middle' is unknown; choose from mean, cls")]
    [InlineData("--pooling none", "--pooling none")]
    [InlineData("--max-length 513", "513")]
    [InlineData("--max-length 2", "2")]
    [InlineData("--max-length -1", "--max-length -1")]
    [InlineData("--threads 0", "--threads 0")]
    [InlineData("--normalize maybe", "--normalize maybe is unknown; choose true, false")]
    [InlineData("--format xml", "--format xml is unknown; choose csv, tsv, jsonl, txt")]
    [InlineData("--text q", "has no column \"q\"")]
    [InlineData("--nonsense 1", "There is no option --nonsense")]
    [InlineData("--out two.npy", "--out")]
    [InlineData("--truncation only_second", "--truncation only_second")]
    [InlineData("--truncation do_not_truncate --max-length 9", "--max-length 9")]
    public void Options_that_cannot_be_used(string options, string part) =>
        Refuse(["extract", _folder.Write("rows.csv", "text\nhello\n"), .. options.Split(' ')], part);

    [Theory]
    [InlineData("extract")]
    [InlineData("verify")]
    [InlineData("tokenize")]
    public void A_pair_that_cannot_be_cut_as_asked(string command)
    {
        string rows = _folder.Write("rows.csv", "text,pair\na,b\na a a a a a,b\n");
        string[] output = command == "extract" ? ["--out", _folder.File("out.npy")] : [];
        Command.Result result = Command.Run([command, rows, "--text-pair", "pair", "--truncation", "only_second", "--max-length", "6", "--quiet", .. output]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("rows.csv, row 2 (line 3): The second text is too short to cut 4 tokens from it", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["rows.csv"], _folder.Names());
    }

    [Theory]
    [InlineData("extract", "--max-length none")]
    [InlineData("extract", "--truncation do_not_truncate")]
    [InlineData("verify", "--max-length none")]
    public void A_text_that_would_be_cut_although_nothing_may_be(string command, string options)
    {
        string Rows(int words) => $"text\nhello\n{string.Join(' ', Enumerable.Repeat("hello", words))}\n";
        string rows = _folder.Write("rows.csv", Rows(511));
        string[] output = command == "extract" ? ["--out", _folder.File("out.npy")] : [];
        Command.Result result = Command.Run([command, rows, .. options.Split(' '), "--quiet", .. output]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("rows.csv, row 2 (line 3): the text is 513 tokens long, but the model takes 512; shorten it", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["rows.csv"], _folder.Names());

        if (command == "extract")
        {
            _folder.Write("rows.csv", Rows(510));
            Assert.Equal(0, Command.Run([command, rows, .. options.Split(' '), "--quiet", .. output]).ExitCode);
        }
    }

    [Theory]
    [InlineData("rows.feather", "rows.feather: the ending does not tell the format; choose .npy, .parquet, .idv, .jsonl, .csv or .tsv")]
    [InlineData("rows.csv", "is an input too")]
    [InlineData("rows.idv.gz", "ML.NET does not read zipped .idv files")]
    [InlineData("nowhere/rows.idv", "rows.idv: the folder")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890.npy", "ids.txt: the name is longer than the 255 bytes")]
    [InlineData("nowhere/rows.npy", "does not exist; create it first")]
    [InlineData("/proc/rows.npy", "--out /proc/rows.npy: the folder /proc cannot be written to")]
    [InlineData("/dev/full", "/dev/full: no space is left on the device")]
    public void Outputs_that_cannot_be_written(string output, string part)
    {
        string rows = _folder.Write("rows.csv", "text\nhello\n");
        Command.AssertRefused(Command.Run("extract", rows, "--out", Path.Combine(_folder.Path, output), "--quiet"), part);
        Assert.Equal(["rows.csv"], _folder.Names());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("extract --help")]
    public void Help_on_a_full_disk(string arguments) => Command.AssertRefused(Command.Shell($"mlnetbert {arguments} > /dev/full"), "standard output: no space is left on the device");

    [Theory]
    [InlineData("inspect")]
    [InlineData("tokenize -")]
    public void A_model_without_a_name(string command) => Command.AssertRefused(Command.Run("a\n"u8.ToArray(), [.. command.Split(' '), "--model", ""]), "without a name", "give a");

    [Theory]
    [InlineData("mlnetbert extract z.ids.txt --out z.npy", "--out z.npy also writes z.ids.txt, which is an input")]
    [InlineData("mlnetbert extract link.csv --out rows.csv", "--out rows.csv is an input too")]
    [InlineData("mlnetbert extract rows.csv --out link.csv", "--out link.csv is an input too")]
    [InlineData("mlnetbert extract folder/rows.csv --out rows.csv", "--out rows.csv is an input too")]
    [InlineData("mlnetbert extract - --out rows.csv < rows.csv", "--out rows.csv is an input too")]
    [InlineData("mlnetbert tokenize rows.jsonl --out folder/rows.jsonl", "--out folder/rows.jsonl is an input too")]
    [InlineData("mlnetbert verify page.html --format txt --report folder/page.html", "--report folder/page.html is an input too")]
    [InlineData("mlnetbert resample f.csv --labels z.labels.csv:label --method smote --out z.npy", "--out z.npy also writes z.labels.csv, which is an input")]
    [InlineData("mlnetbert resample f.csv --labels z.labels.csv:label --method smote --out folder/f.csv", "--out folder/f.csv is an input too")]
    [InlineData("mlnetbert resample f.csv --labels z.labels.csv:label --compare --report page.html --text page.html:text", "--report page.html is an input too")]
    public void Outputs_that_are_inputs_under_another_name(string script, string part)
    {
        foreach (string name in new[] { "z.ids.txt", "rows.csv", "rows.jsonl", "page.html", "z.labels.csv", "f.csv" })
            _folder.Write(name, name.EndsWith("jsonl", StringComparison.Ordinal) ? "{\"text\": \"a\"}\n" : "text,label\na,b\n");

        File.CreateSymbolicLink(_folder.File("link.csv"), "rows.csv");
        File.CreateSymbolicLink(_folder.File("folder"), _folder.Path);
        string[] before = _folder.Names();
        byte[][] contents = [.. before.Where(name => name != "folder").Select(name => File.ReadAllBytes(_folder.File(name)))];
        Command.AssertRefused(Command.Shell($"cd '{_folder.Path}'; {script}"), part);
        Assert.Equal(before, _folder.Names());
        Assert.Equal(contents, before.Where(name => name != "folder").Select(name => File.ReadAllBytes(_folder.File(name))));
    }

    [Fact]
    public void Standard_output_on_a_full_disk() =>
        Command.AssertRefused(Command.Shell($"mlnetbert extract '{_folder.Write("rows.csv", "text\nhello\n")}' --quiet --out - > /dev/full"), "standard output: no space is left on the device");

    [Fact]
    public void A_file_beyond_the_limit_of_sizes()
    {
        string rows = _folder.Write("rows.csv", "text\nhello\n");
        string output = Path.Combine(_folder.Path, "out.npy");
        File.WriteAllText(output, "as it was");
        Command.AssertRefused(Command.Shell($"trap '' XFSZ; ulimit -f 1; DOTNET_EnableWriteXorExecute=0 mlnetbert extract '{rows}' --out '{output}' --quiet"), "out.npy grows larger than the file system or the limit on file sizes allows");
        Assert.Equal(["out.npy", "rows.csv"], _folder.Names());
        Assert.Equal("as it was", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("", "no such option, command")]
    [InlineData("extrakt rows.csv", "there is no command or option extrakt")]
    [InlineData("extract rows.csv", "--out")]
    [InlineData("inspect --jsn", "There is no option --jsn; mlnetbert inspect --help lists them")]
    [InlineData("resample --jsn --labels a.csv --method smote --out a.npy", "There is no option --jsn")]
    [InlineData("extract / --out a.npy", "/ is a folder without an input in it")]
    [InlineData("verify - --report /nowhere/x.html", "--report /nowhere/x.html: the folder /nowhere does not exist")]
    public void Usage_that_is_none(string arguments, string part)
    {
        Command.Result result = Command.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Command.AssertRefused(result, part.StartsWith("no such", StringComparison.Ordinal) ? "--help" : part);
    }

    private void Refuse(string[] arguments, string part)
    {
        _folder.Write("out.npy", "as before");
        string[] before = _folder.Names();
        Command.AssertRefused(Command.Run([.. arguments, "--out", _folder.File("out.npy")]), part);
        Assert.Equal(before, _folder.Names());
        Assert.Equal("as before", File.ReadAllText(_folder.File("out.npy")));
    }
}
