using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Cli.Files;

/// <summary>
/// A file being written: under a temporary name in the same folder until <see cref="Commit"/> renames it, so that the file the user
/// named is never half there. If it is disposed of without a commit, it leaves nothing. Standard output and devices are written directly.
/// </summary>
internal sealed class OutputFile : IOutput
{
    private const int LongestName = 255;

    private readonly string _target;
    private readonly string? _temporary;
    private readonly Stream _file;
    private readonly Stream _content;

    private OutputFile(string path, string option)
    {
        Name = path == FileNames.Standard ? "standard output" : path;
        (_target, _temporary) = (path, null);
        if (path == FileNames.Standard)
        {
            _file = OpenStandardOutput();
        }
        else if (FileNames.IsDevice(path))
        {
            _file = Open(path, FileMode.Open, option, path);
        }
        else
        {
            // A name of its own, not the target's with a suffix, which might be longer than names may be.
            _target = TargetOf(path, option);
            _temporary = Path.Combine(Path.GetDirectoryName(_target)!, $".mlnetbert-{Path.GetRandomFileName()}.tmp");
            _file = Open(_temporary, FileMode.CreateNew, option, path);
            TemporaryFiles.Add(_temporary);
        }

        _content = FileNames.IsGzip(path) ? new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true) : _file;
        Content = new ByteSink(_content, Name);
    }

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    /// <summary>Where the bytes go.</summary>
    public ByteSink Content { get; }

    /// <summary>Begins a file; if its name ends in .gz, it is compressed. Messages name the <paramref name="option"/> that the path came from.</summary>
    public static OutputFile Create(string path, string option = "--out") => new(path, option);

    /// <summary>Overwrites bytes at the start of the file, which must not be compressed.</summary>
    public void Patch(ReadOnlySpan<byte> start)
    {
        Content.Flush();
        Content.Explain(() => _file.Seek(0, SeekOrigin.Begin));
        Content.Write(start);
    }

    /// <summary>Ends the content, so that only the rename is left to do.</summary>
    public void Finish()
    {
        Content.Flush();
        Content.Explain(() =>
        {
            if (_content != _file)
                _content.Dispose();

            _file.Dispose();
        });
    }

    /// <summary>Gives the finished file its final name.</summary>
    public void Commit()
    {
        if (_temporary != null)
        {
            Content.Explain(() => File.Move(_temporary, _target, overwrite: true));
            TemporaryFiles.Remove(_temporary);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What is thrown away does not need to reach the disk.
        }

        if (_temporary != null)
            TemporaryFiles.Delete(_temporary);
    }

    private static string TargetOf(string path, string option)
    {
        string target;
        try
        {
            target = Path.GetFullPath(path);
            var file = new FileInfo(target);
            target = file.LinkTarget == null ? target : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            throw new BadInputException($"{option} {path} cannot be written: {e.Message}", e) { Code = "output.unwritable", File = path, Key = option };
        }

        if (Directory.Exists(target))
            throw new BadInputException($"{option} {path} is a folder; name a file in it.") { Code = "output.unwritable", File = path, Key = option };

        if (Encoding.UTF8.GetByteCount(Path.GetFileName(target)) > LongestName)
            throw new BadInputException($"{option} {path}: the name is longer than the {LongestName} bytes that a file name may have; shorten it.") { Code = "output.unwritable", File = path, Key = option };

        return Directory.Exists(Path.GetDirectoryName(target))
            ? target
            : throw new BadInputException($"{option} {path}: the folder {Path.GetDirectoryName(target)} does not exist; create it first.") { Code = "output.unwritable", File = path, Key = option };
    }

    private static FileStream Open(string path, FileMode mode, string option, string asked)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{option} {asked}: the folder {Path.GetDirectoryName(path)} cannot be written to ({e.Message.Split(" : ")[0].TrimEnd('.')}); choose another, or change its permissions.", e) { Code = "output.unwritable", File = asked, Key = option };
        }
    }

    // The console's stream silently ignores a closed pipe, and the work would go on for nobody.
    private static Stream OpenStandardOutput()
    {
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }
}
