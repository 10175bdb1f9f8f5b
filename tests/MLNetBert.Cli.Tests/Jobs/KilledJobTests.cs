using System.Diagnostics;
using System.Globalization;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>SIGKILL at random moments, over and over; then the job is finished, and has the bytes of one run.</summary>
public sealed class KilledJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_job_that_is_killed_goes_on() => KillOverAndOver(3);

    /// <summary>MLNETBERT_KILLS=200 runs as many as a release should.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void A_job_that_is_killed_many_times_goes_on() =>
        KillOverAndOver(int.Parse(Environment.GetEnvironmentVariable("MLNETBERT_KILLS") ?? "20", CultureInfo.InvariantCulture));

    private void KillOverAndOver(int runs)
    {
        // Starting takes about half a second, and each part some milliseconds: moments before, between and within parts are hit.
        string input = _folder.Write("rows.csv", Job.Csv(Job.Rows(3000)));
        Job.Extract(input, "--out", _folder.File("one.npy"));
        var random = new Random(17);
        var clock = Stopwatch.StartNew();
        Job.Extract(input, "--out", _folder.File("whole/"), "--rows-per-part", "50");
        int killed = 0, jobs = 0;
        for (; killed < runs; jobs++)
        {
            string job = _folder.File($"job{jobs}");
            double longest = 4 * Start(job, input, out Process first);
            first.Kill();
            first.WaitForExit();
            while (killed < runs)
            {
                _ = Start(job, input, out Process process);
                bool ended = process.WaitForExit((int)(longest * 250 * random.NextDouble()));
                if (!ended)
                    process.Kill();

                process.WaitForExit();
                if (ended)
                    break;

                killed++;
            }

            Finish(job, input);
        }

        Assert.True(clock.Elapsed > TimeSpan.Zero && jobs > 0);
    }

    // Until the folder is seen, so that kills hit the work and not the start of the runtime.
    private static double Start(string job, string input, out Process process)
    {
        var clock = Stopwatch.StartNew();
        process = Command.Start("extract", input, "--out", job + "/", "--rows-per-part", "50", "--model", TinyModel.Folder, "--quiet");
        Process started = process;
        SpinWait.SpinUntil(() => started.HasExited || Directory.Exists(job), TimeSpan.FromMinutes(1));
        return clock.Elapsed.TotalSeconds;
    }

    private void Finish(string job, string input)
    {
        Command.AssertDone(Command.Run("extract", input, "--out", job + "/", "--rows-per-part", "50", "--model", TinyModel.Folder, "--quiet"));
        Assert.Equal(0, Job.Run("status", job, "--check", "--json"));
        Job.Merge(job, _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.npy"), _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.ids.txt"), _folder.File("merged.ids.txt"));
        Assert.DoesNotContain(new DirectoryInfo(job).EnumerateFileSystemInfos("*", SearchOption.AllDirectories), file => file.Name.StartsWith('.'));
        foreach (string part in Directory.GetFiles(job, "*.parquet"))
            Job.AssertSame(Path.Combine(_folder.File("whole"), Path.GetFileName(part)), part);
    }
}
