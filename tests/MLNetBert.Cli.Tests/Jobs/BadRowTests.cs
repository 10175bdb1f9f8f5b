using System.Text;
using System.Text.Json;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>Rows that cannot be used are an error; with --skip-bad-rows they are left out and written down.</summary>
public sealed class BadRowTests : IDisposable
{
    private static readonly byte[] Csv = [.. "id,text\na,cat\nb,mat,more\nc,\"the \"mat\nd,sat\ne,"u8, 0xE9, .. "\nf,on\n"u8];
    private static readonly byte[] Jsonl = [.. "{\"id\":1,\"text\":\"cat\"}\n{\"id\":2}\n\n{\"id\":3,\"text\":\"mat\"}\nno JSON\n{\"id\":4,\"text\":17}\n{\"id\":5,\"text\":\""u8, 0xFF, .. "\"}\n{\"id\":6,\"text\":\"sat\"}\n"u8];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bad_rows_are_an_error_unless_they_may_be_left_out()
    {
        string input = _folder.Write("rows.jsonl", Jsonl);
        string broken = _folder.Write("broken.jsonl", "{\"text\":\"cat\"}\n{\"id\":2}\n");
        Command.AssertRefused(Job.Process(broken, "--out", _folder.File("x.npy")), "line 2: it has no key \"text\"");
        Command.AssertRefused(Job.Process(input, "--out", _folder.File("x.npy"), "--max-bad-rows", "3"), "add --skip-bad-rows");
        Command.AssertRefused(Job.Process(input, "--out", _folder.File("x.npy"), "--skip-bad-rows", "--max-bad-rows", "3"), "More than 3 rows cannot be used", "--max-bad-rows");
        Assert.Equal(["broken.jsonl", "rows.jsonl"], _folder.Names());
    }

    [Theory]
    [InlineData("rows.jsonl", "1 3 6", "2 4 5 6", "2 5 6 7")]
    [InlineData("rows.csv", "a d f", "2 3 5", "3 4 6")]
    public void What_is_left_out_is_written_down(string name, string ids, string rows, string lines)
    {
        string input = _folder.Write(name, name.EndsWith(".csv", StringComparison.Ordinal) ? Csv : Jsonl);
        Job.Extract(input, "--out", _folder.File("x.npy"), "--skip-bad-rows");
        Assert.Equal(ids.Split(' '), File.ReadAllLines(_folder.File("x.ids.txt")));
        JsonElement[] bad = [.. File.ReadLines(_folder.File("x.bad.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(rows.Split(' '), bad.Select(row => $"{row.GetProperty("row")}"));
        Assert.Equal(lines.Split(' '), bad.Select(row => $"{row.GetProperty("line")}"));
        Assert.All(bad, row => Assert.Equal(input, row.GetProperty("file").GetString()));
        Assert.All(bad, row => Assert.StartsWith(input, row.GetProperty("reason").GetString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rows.jsonl", 4)]
    [InlineData("rows.csv", 3)]
    public void A_job_leaves_out_the_same_rows_and_counts_them(string name, int bad)
    {
        string input = _folder.Write(name, name.EndsWith(".csv", StringComparison.Ordinal) ? Csv : Jsonl);
        Job.Extract(input, "--out", _folder.File("one.jsonl"), "--skip-bad-rows");
        Job.Extract(input, "--out", _folder.File("job/"), "--skip-bad-rows", "--rows-per-part", "2");
        Job.Merge(_folder.File("job"), _folder.File("merged.jsonl"));
        Job.AssertSame(_folder.File("one.jsonl"), _folder.File("merged.jsonl"));
        Job.AssertSame(_folder.File("one.bad.jsonl"), _folder.File("merged.bad.jsonl"));
        Command.Result status = Command.Run("status", _folder.File("job"));
        Assert.Equal(0, status.ExitCode);
        Assert.Contains($", and {bad} that could not be used\n", status.Text, StringComparison.Ordinal);
        Assert.Equal(bad, JsonDocument.Parse(Command.Run("status", _folder.File("job"), "--json").Text).RootElement.GetProperty("bad_rows").GetInt32());

        // Those of parts that are done count too.
        File.Delete(Path.Combine(_folder.File("job"), "part-00000.json"));
        Command.AssertRefused(Job.Process(input, "--out", _folder.File("job"), "--skip-bad-rows", "--max-bad-rows", "1"), "More than 1 row cannot be used");
    }

    [Fact]
    public void Texts_that_the_model_cannot_take_are_left_out()
    {
        string input = _folder.Write("rows.txt", $"cat\n{string.Join(' ', Enumerable.Repeat("cat", 500))}\nmat\n");
        Job.Extract(input, "--out", _folder.File("x.npy"), "--skip-bad-rows", "--max-length", "none");
        Assert.Equal(["0", "2"], File.ReadAllLines(_folder.File("x.ids.txt")));
        Job.Extract(_folder.Write("good.txt", "cat\nmat\n"), "--out", _folder.File("good.npy"));
        Job.AssertSame(_folder.File("good.npy"), _folder.File("x.npy"));
    }

    [Fact]
    public void On_a_pipe_they_are_notes()
    {
        Command.Result result = Command.Run(Jsonl, "extract", "-", "--out", "-", "--skip-bad-rows", "--quiet", "--model", TinyModel.Folder);
        Assert.Equal((0, 3), (result.ExitCode, result.Lines.Length));
        Assert.Equal(4, result.Errors.Split('\n').Count(line => line.StartsWith("note: a row was passed over: standard input", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_part_in_which_all_rows_are_bad_is_done()
    {
        string input = _folder.Write("rows.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\nx\ny\n{\"text\":\"c\"}\n");
        Job.Extract(input, "--out", _folder.File("one.csv"), "--skip-bad-rows");
        Job.Extract(input, "--out", _folder.File("job/"), "--skip-bad-rows", "--rows-per-part", "2");
        Job.Merge(_folder.File("job"), _folder.File("merged.csv"));
        Job.AssertSame(_folder.File("one.csv"), _folder.File("merged.csv"));
        Assert.Equal(3, Encoding.UTF8.GetString(File.ReadAllBytes(_folder.File("merged.csv"))).Split('\n').Length - 2);
    }
}
