using System.Text.Json;
using MLNetBert.Cli.Jobs;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>Many tasks on one folder.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _input;
    private readonly string _job;

    public ShardTests()
    {
        _input = _folder.Write("rows.jsonl", Job.Jsonl(Job.Rows(100)));
        _job = _folder.File("job");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_take_parts_round_robin_and_status_names_those_that_are_missing()
    {
        Job.Extract(_input, "--out", $"{_job}/", "--rows-per-part", "10", "--shard", "1/4");
        Assert.Equal(["part-00001.parquet", "part-00005.parquet", "part-00009.parquet"], Parts());
        JsonElement status = Status(4);
        Assert.Equal("0,2-3", status.GetProperty("array").GetString());
        Assert.Equal((10, 3, 7, 100, 30), (Number("parts"), Number("done"), Number("missing"), Number("rows"), Number("rows_done")));
        Assert.False(status.GetProperty("complete").GetBoolean());
        Assert.True(status.GetProperty("texts_per_second").GetDouble() > 0);
        Assert.True(status.GetProperty("seconds_left").GetDouble() > 0);
        Command.AssertRefused(Command.Run("merge", _job, "--out", _folder.File("x.npy")), "of 10 parts 7 are missing", "--array=0,2-3");
        Command.AssertRefused(Job.Process(_input, "--out", _job, "--shard", "0/5"), "another --shards: 4, and now it is 5");
        foreach (string shard in new[] { "0", "2", "3" })
            Job.Extract(_input, "--out", _job, "--shard", $"{shard}/4");

        Assert.Equal(JsonValueKind.Null, Status(0).GetProperty("array").ValueKind);
        AssertMerged();

        int Number(string name) => status.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_COUNT=1")]
    [InlineData("JOB_COMPLETION_INDEX=2")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=2")]
    public void Schedulers_say_which_task_it_is(string environment)
    {
        Command.AssertDone(Shell(environment, "--rows-per-part 10 --shards 4"));
        Assert.Equal(["part-00002.parquet", "part-00006.parquet"], Parts());
    }

    [Fact]
    public void A_task_must_be_one_of_the_shards()
    {
        Command.AssertRefused(Shell("JOB_COMPLETION_INDEX=2", "--rows-per-part 10"), "JOB_COMPLETION_INDEX says which task this is", "add --shards N");
        Job.Extract(_input, "--out", $"{_job}/", "--rows-per-part", "10", "--shard", "2/4");
        Command.AssertDone(Shell("JOB_COMPLETION_INDEX=1", ""));
        Assert.Equal(5, Parts().Length);
        Command.AssertRefused(Shell("JOB_COMPLETION_INDEX=4", ""), "is 4, but", "has 4 shards, counted from 0; submit the tasks 0 to 3");
        Command.AssertRefused(Shell("JOB_COMPLETION_INDEX=x", ""), "is not a whole number");
    }

    [Theory]
    [InlineData("")]
    [InlineData("export DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1")] // As on a drive without locks.
    public void Several_plans_and_tasks_on_the_same_parts_give_the_same(string environment)
    {
        // Blanks between the rows make a plan take long enough that others are made meanwhile.
        string blanks = new string(' ', 500_000) + "\n";
        File.WriteAllText(_input, string.Concat(Job.Rows(100).Select(row => Job.Jsonl([row]) + blanks)));
        string task = $"mlnetbert extract '{_input}' --out '{_job}/' --rows-per-part 10 --model '{TinyModel.Folder}' --quiet &";
        Command.AssertDone(Command.Shell($"{environment}\n{task} {task} {task} wait -n && wait -n && wait -n"));
        Assert.Equal(10, Parts().Length);
        Assert.DoesNotContain(new DirectoryInfo(_job).EnumerateFileSystemInfos(), file => file.Name.StartsWith('.'));
        AssertMerged();
    }

    [Fact]
    public void Parts_of_other_kernels_are_named_and_may_be_refused()
    {
        Job.Extract(_input, "--out", $"{_job}/", "--rows-per-part", "10");
        foreach (string part in new[] { "part-00003.json", "part-00004.json" })
            File.WriteAllText(Path.Combine(_job, part), File.ReadAllText(Path.Combine(_job, part)).Replace("\"kernels\": \"", "\"kernels\": \"other-", StringComparison.Ordinal));

        Command.Result status = Command.Run("status", _job);
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("note: 2 parts (3-4) by other-", status.Text, StringComparison.Ordinal);
        Command.AssertRefused(Command.Run("merge", _job, "--out", _folder.File("x.npy"), "--require-same-kernels"), "2 parts (3-4) by other-", "--require-same-kernels");
        Command.Result merge = Command.Run("merge", _job, "--out", _folder.File("x.npy"));
        Assert.Equal(0, merge.ExitCode);
        Assert.StartsWith("note: 2 parts (3-4) by other-", merge.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Clocks_that_go_back_leave_a_rate()
    {
        Job.Extract(_input, "--out", $"{_job}/", "--rows-per-part", "10");
        File.Delete(Path.Combine(_job, "part-00000.json"));
        foreach ((int i, string part) in new[] { "part-00003.json", "part-00004.json" }.Index())
            File.WriteAllText(Path.Combine(_job, part), System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(Path.Combine(_job, part)), "\"finished\": \"\\d+", i == 0 ? "\"finished\": \"1970" : "\"finished\": \"9999"));

        JsonElement status = Status(4);
        Assert.True(status.GetProperty("texts_per_second").GetDouble() > 0);
        Assert.True(status.GetProperty("seconds_left").GetDouble() >= 0);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0-1", 0, 1)]
    [InlineData("0,2-4,7", 0, 2, 3, 4, 7)]
    [InlineData("")]
    public void Ranges_are_as_slurm_takes_them(string expected, params int[] numbers) => Assert.Equal(expected, JobScan.Ranges(numbers));

    private Command.Result Shell(string environment, string options) =>
        Command.Shell($"export {environment}; mlnetbert extract '{_input}' --out '{_job}/' --model '{TinyModel.Folder}' --quiet {options}");

    private string[] Parts() => [.. Directory.GetFiles(_job, "*.parquet").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private JsonElement Status(int exitCode)
    {
        Command.Result status = Command.Run("status", _job, "--json");
        Assert.Equal((exitCode, ""), (status.ExitCode, status.Errors));
        return JsonDocument.Parse(status.Text).RootElement;
    }

    private void AssertMerged()
    {
        Job.Extract(_input, "--out", _folder.File("one.npy"));
        Job.Merge(_job, _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.npy"), _folder.File("merged.npy"));
    }
}
