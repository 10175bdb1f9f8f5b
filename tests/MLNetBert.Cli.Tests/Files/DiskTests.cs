using Microsoft.Win32.SafeHandles;
using MLNetBert.Cli.Files;

namespace MLNetBert.Cli.Tests.Files;

public class DiskTests
{
    [Fact]
    public void A_flush_that_fails_is_told()
    {
        using var closed = new SafeFileHandle(1_000_000, ownsHandle: false);
        Assert.Contains("Bad file descriptor", Assert.Throws<IOException>(() => Disk.Flush(closed)).Message, StringComparison.Ordinal);

        // .NET's own call says nothing.
        RandomAccess.FlushToDisk(closed);
    }

    [Fact]
    public void What_is_on_no_disk_is_let_through()
    {
        using SafeFileHandle device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        Disk.Flush(device);
    }
}
