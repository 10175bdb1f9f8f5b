using System.Text.RegularExpressions;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>The same command again makes what is missing or damaged, and nothing else; another one is an error that says what differs.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Parts = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly string _input;
    private readonly string _job;

    public ResumeTests()
    {
        _input = _folder.Write("rows.csv", Job.Csv(Job.Rows(35)));
        _job = _folder.File("job");
        Extract();
        Job.Extract(_input, "--out", _folder.File("one.npy"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_made_twice()
    {
        DateTime[] before = Times();
        Extract();
        Assert.Equal(before, Times());
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("byte")]
    [InlineData("gone")]
    [InlineData("marker gone")]
    [InlineData("marker cut")]
    [InlineData("marker of another job")]
    [InlineData("swapped")]
    public void What_is_damaged_is_found_and_made_again(string damage)
    {
        string part = Path.Combine(_job, "part-00002.parquet"), marker = Path.Combine(_job, "part-00002.json");
        byte[] bytes = File.ReadAllBytes(part);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(part, bytes[..^100]);
                break;
            case "byte":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(part, bytes);
                break;
            case "gone":
                File.Delete(part);
                break;
            case "marker gone":
                File.Delete(marker);
                break;
            case "marker cut":
                File.WriteAllText(marker, File.ReadAllText(marker)[..40]);
                break;
            case "marker of another job":
                File.WriteAllText(marker, File.ReadAllText(marker).Replace("\"job\": \"", "\"job\": \"0", StringComparison.Ordinal));
                break;
            default:
                File.Copy(Path.Combine(_job, "part-00001.parquet"), part, overwrite: true);
                break;
        }

        Assert.Equal(4, Job.Run("status", _job, "--check", "--json"));
        Assert.Equal(2, Job.Run("merge", _job, "--out", _folder.File("merged.npy"), "--quiet"));
        Assert.False(File.Exists(_folder.File("merged.npy")));
        DateTime[] before = Times();
        Extract();
        DateTime[] after = Times();
        Assert.Equal([0, 1, 3], Enumerable.Range(0, Parts).Where(i => before[i] == after[i]));
        Assert.Equal(0, Job.Run("status", _job, "--check", "--json"));
        AssertMerged();
    }

    [Fact]
    public void A_plan_that_is_cut_short_is_made_again_and_the_parts_stay()
    {
        string plan = Path.Combine(_job, "job.json");
        byte[] whole = File.ReadAllBytes(plan);
        File.WriteAllBytes(plan, whole[..(whole.Length / 2)]);
        Command.AssertRefused(Command.Run("status", _job), "job.json is damaged", "run the same extract again");
        Command.AssertRefused(Command.Run("merge", _job, "--out", _folder.File("x.npy")), "job.json is damaged");
        DateTime[] before = Times();
        Command.Result again = Job.Process(_input, "--out", _job, "--rows-per-part", "10");
        Assert.Equal((0, $"note: {plan} was damaged, and is made again.\n"), (again.ExitCode, again.Errors));
        Assert.Equal(before, Times());
        Assert.Equal(whole, File.ReadAllBytes(plan));
        AssertMerged();

        // A digit of an offset is no broken JSON, and would make other parts.
        string offset = "\"offset\": ";
        int digit = File.ReadAllText(plan).LastIndexOf(offset, StringComparison.Ordinal) + offset.Length;
        byte[] flipped = [.. whole];
        flipped[digit] = (byte)(flipped[digit] == '1' ? '2' : '1');
        File.WriteAllBytes(plan, flipped);
        Command.AssertRefused(Command.Run("status", _job), "job.json is damaged (what it says does not fit together)");
        Extract();
        Assert.Equal(whole, File.ReadAllBytes(plan));
        Assert.Equal(before, Times());

        // With another option the parts would be those of another job.
        File.Delete(plan);
        Command.AssertRefused(Job.Process(_input, "--out", _job, "--rows-per-part", "20"), "parts of another job", "part-0000", "write to another folder");
        Assert.False(File.Exists(plan));
    }

    [Fact]
    public void A_job_that_does_not_fit_is_refused_with_what_differs()
    {
        Refuse("another --rows-per-part: 10, and now it is 11", _input, "--rows-per-part", "11");
        Refuse("another --shards: 1, and now it is 2", _input, "--shards", "2");
        Refuse("another --dtype: float32, and now it is float16", _input, "--dtype", "float16");
        Refuse("another pooling: mean, and now it is cls", _input, "--pooling", "cls");
        Refuse("another --text: text, and now it is id", _input, "--text", "id");
        Refuse("another max length: ", _input, "--max-length", "7");
        string other = _folder.Write("other.csv", "id,text\n1,a\n");
        Refuse($"made without the input {other}", _input, other);
        Refuse($"when the input {other} had other content (it was {_input})", other);
        Command.AssertRefused(Command.Run("extract", _input, "--out", _job, "--quiet"), "job.json was made with another file ", "write to another folder");
        string plan = Path.Combine(_job, "job.json"), text = File.ReadAllText(plan);
        File.WriteAllText(plan, Regex.Replace(text, "\"job\": .*\n", "").Replace("\"version\": \"", "\"version\": \"9.", StringComparison.Ordinal));
        Refuse("was made by version 9.", _input);
        File.WriteAllText(plan, text.Replace("\"reader\": 1", "\"reader\": 2", StringComparison.Ordinal));
        Refuse("needs a reader of the version 2, but this one is 1", _input);
    }

    [Fact]
    public void An_input_that_has_changed_is_refused_and_one_that_was_touched_is_not()
    {
        File.SetLastWriteTimeUtc(_input, DateTime.UtcNow.AddDays(1));
        Extract();
        string copy = _folder.File("copy.csv");
        File.Copy(_input, copy);
        Job.Extract(copy, "--out", _job);
        string text = File.ReadAllText(_input);
        File.WriteAllText(_input, text.Replace("m3,", "n3,", StringComparison.Ordinal));
        Refuse($"when the input {_input} had other content; put it back", _input);
        File.WriteAllText(_input, text);
        Extract();
    }

    [Fact]
    public void What_cannot_be_a_job_is_refused()
    {
        Command.AssertRefused(Command.Run([.. "extract - --out job2/".Split(' ')]), "Standard input can be read only once");
        Command.AssertRefused(Command.Run("extract", _input, "--out", _folder.File("no/job/")), "does not exist; create it first");
        Command.AssertRefused(Command.Run("extract", _input, "--out", _folder.File("job2/"), "--pooling", "none"), "--pooling none");
        Command.AssertRefused(Command.Run("extract", _input, "--out", _folder.File("a.npy"), "--shards", "2"), "--shards is for job folders");
        Command.AssertRefused(Command.Run("extract", _input, "--out", _folder.File("job2/"), "--shard", "2/2"), "the last of 2 is 1/2");
        Command.AssertRefused(Command.Run("extract", _input, "--out", _folder.File("job2/"), "--shard", "1"), "is not I/N");
        Command.AssertRefused(Command.Run("status", _folder.Path), "is no job folder");
        Assert.False(Directory.Exists(_folder.File("job2")));
    }

    private void Extract() => Job.Extract(_input, "--out", $"{_job}/", "--rows-per-part", "10");

    private void Refuse(string what, params string[] arguments) => Command.AssertRefused(Job.Process([.. arguments, "--out", _job]), what);

    private DateTime[] Times() => [.. Enumerable.Range(0, Parts).Select(part => File.GetLastWriteTimeUtc(Path.Combine(_job, $"part-0000{part}.parquet")))];

    private void AssertMerged()
    {
        Job.Merge(_job, _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.npy"), _folder.File("merged.npy"));
        Assert.DoesNotContain(new DirectoryInfo(_job).EnumerateFileSystemInfos(), file => file.Name.StartsWith('.'));
    }
}
