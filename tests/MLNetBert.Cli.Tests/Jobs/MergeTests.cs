using System.IO.Compression;
using System.Text;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>What is merged from parts has the bytes of one run: for every input, every output, and any size of parts.</summary>
public sealed class MergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".csv", 1)]
    [InlineData(".csv", 7)]
    [InlineData(".jsonl", 7)]
    [InlineData(".txt", 10)]
    [InlineData(".csv.gz", 7)]
    [InlineData(".jsonl.zst", 7)]
    [InlineData(".parquet", 7)]
    [InlineData(".parquet", 1000)]
    public void Every_input_gives_the_bytes_of_one_run(string ending, int rowsPerPart)
    {
        string[] inputs = [Write("a", ending, 23, 1), Write("b", ending, 5, 2), Write("c", ending, 1, 3), Write("d", ending, 19, 4)];
        string job = _folder.File("job/");
        Job.Extract([.. inputs, "--out", job, "--rows-per-part", $"{rowsPerPart}"]);
        Assert.Equal((48 + rowsPerPart - 1) / rowsPerPart, Directory.GetFiles(job, "*.parquet").Length);
        foreach (string output in new[] { "x.jsonl", "x.parquet" })
        {
            Job.Extract([.. inputs, "--out", _folder.File(output)]);
            Job.Merge(job, _folder.File($"merged-{output}"));
            Job.AssertSame(_folder.File(output), _folder.File($"merged-{output}"));
        }
    }

    [Theory]
    [InlineData("x.npy", "float32")]
    [InlineData("x.npy", "float16")]
    [InlineData("x.parquet", "float16")]
    [InlineData("x.idv", "float32")]
    [InlineData("x.csv", "float32")]
    [InlineData("x.tsv.gz", "float32")]
    [InlineData("x.jsonl.zst", "float32")]
    public void Every_output_has_the_bytes_of_one_run(string output, string type)
    {
        string input = _folder.Write("rows.csv", Job.Csv(Job.Rows(1100)));
        Job.Extract(input, "--out", _folder.File(output), "--dtype", type);
        Job.Extract(input, "--out", _folder.File("job/"), "--rows-per-part", "400", "--dtype", type);
        Job.Merge(_folder.File("job"), _folder.File($"merged.{output}"));
        Job.AssertSame(_folder.File(output), _folder.File($"merged.{output}"));
        if (output == "x.npy")
            Job.AssertSame(_folder.File("x.ids.txt"), _folder.File("merged.x.ids.txt"));
    }

    [Theory]
    [InlineData("{\"id\": 17, \"text\": \"a\"}\n{\"id\": -3, \"text\": \"b\"}\n{\"id\": 9223372036854775807, \"text\": \"c\"}\n")]
    [InlineData("{\"id\": 1.50, \"text\": \"a\"}\n{\"id\": 1e400, \"text\": \"b\"}\n{\"id\": 3, \"text\": \"c\"}\n")]
    [InlineData("{\"id\": \"17\", \"text\": \"a\"}\n{\"id\": \"é\", \"text\": \"b\"}\n{\"id\": \"\", \"text\": \"c\"}\n")]
    [InlineData("{\"text\": \"a\"}\n{\"text\": \"b\"}\n{\"text\": \"c\"}\n")]
    public void Ids_come_out_as_they_came_in(string rows)
    {
        string input = _folder.Write("rows.jsonl", rows);
        Job.Extract(input, "--out", _folder.File("job/"), "--rows-per-part", "2");
        Job.Extract(input, "--out", _folder.File("x.jsonl"));
        Job.Merge(_folder.File("job"), _folder.File("y.jsonl"));
        Job.AssertSame(_folder.File("x.jsonl"), _folder.File("y.jsonl"));
    }

    [Fact]
    public void Row_groups_are_counted_from_the_first_row_of_the_output()
    {
        // 122,880 rows of 32 values are a row group.
        string input = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 125_000).Select(i => i % 3 == 0 ? "cat\n" : "the mat\n")));
        Job.Extract(input, "--out", _folder.File("x.parquet"));
        Job.Extract(input, "--out", _folder.File("job/"), "--rows-per-part", "50000");
        Job.Merge(_folder.File("job"), _folder.File("y.parquet"));
        Job.AssertSame(_folder.File("x.parquet"), _folder.File("y.parquet"));
    }

    [Fact]
    public void Folders_and_patterns_are_inputs_in_the_order_of_their_names()
    {
        string data = Directory.CreateDirectory(_folder.File("data")).FullName, below = Directory.CreateDirectory(Path.Combine(data, "below")).FullName;
        foreach ((string name, string text) in new[] { ("b.txt", "mat\n"), ("a.txt", "cat\n"), (".c.txt", "hidden\n"), ("README.md", "none\n"), ("below/d.txt", "sat\n") })
            File.WriteAllText(Path.Combine(data, name), text);

        File.WriteAllText(_folder.File("all.txt"), "cat\nmat\n");
        File.WriteAllText(_folder.File("deep.txt"), "cat\nmat\nsat\n");
        Job.Extract(_folder.File("all.txt"), "--out", _folder.File("all.npy"));
        Job.Extract(_folder.File("deep.txt"), "--out", _folder.File("deep.npy"));
        Job.Extract(data, "--out", _folder.File("folder.npy"));
        Job.Extract(Path.Combine(data, "*.txt"), "--out", _folder.File("pattern.npy"));
        Job.Extract(Path.Combine(data, "**", "*.txt"), "--out", _folder.File("below.npy"));
        Job.AssertSame(_folder.File("all.npy"), _folder.File("folder.npy"));
        Job.AssertSame(_folder.File("deep.npy"), _folder.File("below.npy"));
        Assert.Equal(3, Npy.Read(_folder.File("pattern.npy")).Shape[0] + 1);

        // What the job itself writes is no input of the next run.
        for (int run = 0; run < 2; run++)
            Job.Extract(Path.Combine(data, "**", "*t*"), "--out", Path.Combine(below, "text-job/"));
    }

    private string Write(string name, string ending, int count, int seed)
    {
        (string Id, string Text)[] rows = [.. Job.Rows(count, seed)];
        string path = _folder.File(name + ending), plain = _folder.File($"{name}.plain");
        switch (ending)
        {
            case ".txt":
                File.WriteAllText(path, string.Concat(rows.Select(row => row.Text.ReplaceLineEndings(" ") + "\n")));
                break;
            case ".csv":
                File.WriteAllText(path, (name == "b" ? "\uFEFF" : "") + Job.Csv(rows));
                break;
            case ".jsonl":
                File.WriteAllText(path, Job.Jsonl(rows).TrimEnd());
                break;
            case ".parquet":
                File.WriteAllText($"{plain}.csv", Job.Csv(rows));
                Duck.Run($"copy (select id, coalesce(text, '') as text from read_csv('{plain}.csv', all_varchar = true)) to '{path}' (format parquet, row_group_size 8)");
                break;
            default:
                using (FileStream stream = File.Create(path))
                using (Stream packed = ending.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionLevel.Fastest) : new ZstdSharp.CompressionStream(stream))
                    packed.Write(Encoding.UTF8.GetBytes(ending.StartsWith(".csv", StringComparison.Ordinal) ? Job.Csv(rows) : Job.Jsonl(rows)));

                break;
        }

        return path;
    }
}
