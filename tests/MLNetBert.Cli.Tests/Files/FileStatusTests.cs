using System.Diagnostics;
using System.Net.Sockets;
using MLNetBert.Cli.Files;
using MLNetBert.Shared.Files;

namespace MLNetBert.Cli.Tests.Files;

/// <summary>What a path leads to is asked, not told from its name.</summary>
public sealed class FileStatusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kinds_are_those_of_the_system()
    {
        string file = _folder.Write("file", "12345");
        File.CreateSymbolicLink(_folder.File("link"), file);
        Process.Start("mkfifo", [_folder.File("pipe")]).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("socket")));
        Assert.Equal((FileKind.Regular, 5), Of(file));
        Assert.Equal((FileKind.Regular, 5), Of(_folder.File("link")));
        Assert.Equal((FileKind.Pipe, 0), Of(_folder.File("pipe")));
        Assert.Equal((FileKind.Socket, 0), Of(_folder.File("socket")));
        Assert.Equal((FileKind.Folder, 0), Of(_folder.Path));
        Assert.Equal((FileKind.Device, 0), Of("/dev/null"));
        Assert.Equal((FileKind.Missing, 0), Of(_folder.File("nothing")));
        Assert.Equal((FileKind.Missing, 0), Of(_folder.File("file/nothing")));
    }

    [Fact]
    public void A_file_among_the_devices_is_a_file()
    {
        using var memory = new TemporaryFolder("/dev/shm");
        Assert.Equal((FileKind.Regular, 3), Of(memory.Write("f.npy", "abc")));
        Assert.False(FileNames.IsStream(memory.File("f.npy")));
        Assert.False(FileNames.IsStream(memory.File("none.npy")));
    }

    [Theory]
    [InlineData("/dev/stdin", 0)]
    [InlineData("/dev/stdout", 1)]
    [InlineData("/dev/stderr", 2)]
    [InlineData("/dev/fd/63", 63)]
    [InlineData("/proc/self/fd/3", 3)]
    [InlineData("/dev/fd/x", null)]
    [InlineData("/dev/null", null)]
    [InlineData("fd/1", null)]
    public void Names_of_descriptors(string path, int? number) => Assert.Equal(number, FileNames.Descriptor(path));

    private static (FileKind, long) Of(string path)
    {
        var status = FileStatus.Of(path);
        return (status.Kind, status.Length);
    }
}
