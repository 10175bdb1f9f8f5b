using System.Diagnostics;
using System.Globalization;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>SIGKILL at random moments, over and over; then the job is finished, and has the bytes of one run.</summary>
public sealed class KilledJobTests : IDisposable
{
    private const int Parts = 60;
    private const int RowsPerPart = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(17);
    private readonly string _input;

    public KilledJobTests() => _input = _folder.Write("rows.csv", Job.Csv(Job.Rows(Parts * RowsPerPart)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_job_that_is_killed_goes_on() => KillOverAndOver(3);

    /// <summary>MLNETBERT_KILLS=200 runs as many as a release should.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void A_job_that_is_killed_many_times_goes_on() =>
        KillOverAndOver(int.Parse(Environment.GetEnvironmentVariable("MLNETBERT_KILLS") ?? "20", CultureInfo.InvariantCulture));

    private void KillOverAndOver(int kills)
    {
        Job.Extract(_input, "--out", _folder.File("one.npy"));
        Job.Extract(_input, "--out", _folder.File("whole/"), "--rows-per-part", $"{RowsPerPart}");
        int killed = 0, within = 0;
        for (int jobs = 0; killed < kills; jobs++)
        {
            string job = _folder.File($"job{jobs}");
            while (killed < kills && Kill(job))
            {
                killed++;
                within += Done(job) is > 0 and < Parts ? 1 : 0;
            }

            Finish(job);
            Directory.Delete(job, recursive: true);
        }

        Assert.True(within >= kills / 2, $"Only {within} of {kills} kills hit a job between its first part and its last.");
    }

    // While it starts, or some moments after a part that is taken at random; false if it ended before.
    private bool Kill(string job)
    {
        using Process process = Start(job);
        int part = _random.Next(Done(job), Parts);
        bool starts = _random.Next(4) == 0;
        while (!starts && !process.HasExited && Done(job) < part)
            Thread.Sleep(1);

        bool ended = process.WaitForExit(_random.Next(starts ? 1000 : 40));
        process.Kill();
        process.WaitForExit();
        return !ended;
    }

    private static int Done(string job) => Directory.Exists(job) ? Directory.GetFiles(job, "part-*.json").Length : 0;

    private Process Start(string job) => Command.Start("extract", _input, "--out", job + "/", "--rows-per-part", $"{RowsPerPart}", "--model", TinyModel.Folder, "--quiet");

    private void Finish(string job)
    {
        Command.AssertDone(Command.End(Start(job), null));
        Assert.Equal(0, Job.Run("status", job, "--check", "--json"));
        Job.Merge(job, _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.npy"), _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.ids.txt"), _folder.File("merged.ids.txt"));
        Assert.DoesNotContain(new DirectoryInfo(job).EnumerateFileSystemInfos("*", SearchOption.AllDirectories), file => file.Name.StartsWith('.'));
        Assert.Equal(Parts, Directory.GetFiles(job, "*.parquet").Length);
        foreach (string part in Directory.GetFiles(job, "*.parquet"))
            Job.AssertSame(Path.Combine(_folder.File("whole"), Path.GetFileName(part)), part);
    }
}
