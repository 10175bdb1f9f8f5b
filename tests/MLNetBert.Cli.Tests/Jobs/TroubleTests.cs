using System.Diagnostics;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>A disk that is full or read-only, a folder that goes: one sentence, nothing lost, and the next run goes on.</summary>
public sealed class TroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _input;

    public TroubleTests()
    {
        _input = _folder.Write("rows.csv", Job.Csv(Job.Rows(3000)));
        Job.Extract(_input, "--out", _folder.File("one.npy"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_may_grow_too_large()
    {
        string job = _folder.File("job");
        Command.Result refused = Command.Shell($"trap '' XFSZ; ulimit -f 16; DOTNET_EnableWriteXorExecute=0 mlnetbert extract '{_input}' --out '{job}/' --rows-per-part 1000 --model '{TinyModel.Folder}' --quiet");
        Command.AssertRefused(refused, "part-00000.parquet grows larger than");
        AssertGoesOn(job, "1000");
    }

    [ShellFact("d=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d", "only root may mount a small disk")]
    public void A_disk_may_be_full_or_read_only()
    {
        string disk = Directory.CreateDirectory(_folder.File("disk")).FullName, job = Path.Combine(disk, "job");
        Assert.Equal(0, Command.Shell($"mount -t tmpfs -o size=300k none '{disk}'").ExitCode);
        try
        {
            Command.AssertRefused(Job.Process(_input, "--out", job + "/", "--rows-per-part", "250"), "no space is left on the device; free some, or write elsewhere");
            int parts = Directory.GetFiles(job, "part-*.json").Length;
            Assert.InRange(parts, 1, 11);
            Assert.Equal(0, Command.Shell($"mount -o remount,ro,size=300k '{disk}'").ExitCode);
            Command.AssertRefused(Job.Process(_input, "--out", job + "/", "--rows-per-part", "250"), "cannot be written to (Read-only file system");
            Assert.Equal(4, Job.Run("status", job, "--json"));
            Assert.Equal(0, Command.Shell($"mount -o remount,rw,size=10m '{disk}'").ExitCode);
            DateTime first = File.GetLastWriteTimeUtc(Path.Combine(job, "part-00000.parquet"));
            AssertGoesOn(job, "250");
            Assert.Equal(first, File.GetLastWriteTimeUtc(Path.Combine(job, "part-00000.parquet")));
        }
        finally
        {
            Command.Shell($"umount -l '{disk}'"); // Lazily: something may be looking at all that is mounted.
        }
    }

    [Fact]
    public void The_folder_may_be_moved_meanwhile()
    {
        string job = _folder.File("job");
        Process process = StartAndWait(job);
        Directory.Move(job, job + " moved");
        Command.AssertRefused(Command.End(process, null), "job");
        Assert.False(Directory.Exists(job));
        Directory.Move(job + " moved", job);
        AssertGoesOn(job, "10");
    }

    [Fact]
    public void The_folder_may_be_removed_meanwhile()
    {
        string job = _folder.File("job");
        Process process = StartAndWait(job);
        Assert.Equal(0, Command.Shell($"until rm -rf '{job}' 2> /dev/null; do :; done").ExitCode);
        Command.AssertRefused(Command.End(process, null), "job");
        Assert.False(Directory.Exists(job));
        AssertGoesOn(job, "10");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_leaves_the_parts_that_are_done(string signal)
    {
        string job = _folder.File("job");
        Process process = StartAndWait(job);
        Command.Signal(process, signal);
        Command.Result result = Command.End(process, null);
        Assert.Equal((Command.ExitCode(signal), "mlnetbert: interrupted; the parts that are done stay, and the same command goes on from there.\n"), (result.ExitCode, result.Errors));
        Assert.True(File.Exists(Path.Combine(job, "part-00002.json")));
        AssertGoesOn(job, "10");
    }

    // Until three of its 300 parts are done.
    private Process StartAndWait(string job)
    {
        Process process = Command.Start("extract", _input, "--out", job + "/", "--rows-per-part", "10", "--model", TinyModel.Folder, "--quiet");
        Assert.True(SpinWait.SpinUntil(() => process.HasExited || File.Exists(Path.Combine(job, "part-00002.json")), TimeSpan.FromMinutes(1)));
        return process;
    }

    private void AssertGoesOn(string job, string rowsPerPart)
    {
        Job.Extract(_input, "--out", job + "/", "--rows-per-part", rowsPerPart);
        Job.Merge(job, _folder.File("merged.npy"));
        Job.AssertSame(_folder.File("one.npy"), _folder.File("merged.npy"));
        Assert.DoesNotContain(new DirectoryInfo(job).EnumerateFileSystemInfos(), file => file.Name.StartsWith('.'));
    }
}
