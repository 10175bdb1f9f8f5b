using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Cli.Files;

/// <summary>
/// A file being written: under a temporary name in the same folder until <see cref="Commit"/> renames it, so that the file the user
/// named is never half there. If it is disposed of without a commit, it leaves nothing. Standard output, pipes and devices are written directly.
/// </summary>
internal sealed class OutputFile : IOutput
{
    private const int LongestName = 255;

    private readonly TemporaryFile? _temporary;
    private readonly Stream _file;
    private readonly Stream _content;

    private OutputFile(string path, string option)
    {
        Name = path == FileNames.Standard ? "standard output" : path;
        if ((path == FileNames.Standard ? 1 : FileNames.Descriptor(path)) is { } descriptor)
        {
            _file = OpenDescriptor(descriptor, Name, option);
        }
        else if (FileNames.IsStream(path))
        {
            _file = OpenStream(path, option);
        }
        else
        {
            _temporary = Begin(TargetOf(path, option), path, option);
            _file = _temporary.Content;
        }

        _content = Compression.Compress(_file, path);
        Content = new ByteSink(_content, Name);
    }

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    /// <summary>Where the bytes go.</summary>
    public ByteSink Content { get; }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [this];

    /// <summary>Begins a file; if its name ends in .gz or .zst, it is compressed. Messages name the <paramref name="option"/> that the path came from.</summary>
    public static OutputFile Create(string path, string option = "--out") => new(path, option);

    /// <summary>Gives finished files their final names: all of them, or if that fails none.</summary>
    public static void Commit(IReadOnlyCollection<OutputFile> files) => TemporaryFile.Commit(() =>
    {
        OutputFile[] named = [.. files.Where(file => file._temporary != null)];
        if (named is [{ _temporary: { } alone }])
        {
            OutputErrors.Explain(named[0].Name, () => File.Move(alone.Path, alone.Target, overwrite: true));
            return;
        }

        var steps = new List<PlannedRename>();
        foreach (OutputFile file in named)
            OutputErrors.Explain(file.Name, () => steps.Add(PlannedRename.Of(file._temporary!, file.Name)));

        if (steps.Count > 0)
            OutputErrors.Explain(named[0].Name, () => OutputPlan.CarryOut(steps));
    });

    /// <summary>Gives a finished file its name, under which it survives even a loss of power; more work follows.</summary>
    public void CommitPart() => TemporaryFile.Commit(
        () => OutputErrors.Explain(Name, () =>
        {
            File.Move(_temporary!.Path, _temporary.Target, overwrite: true);
            Disk.FlushFolder(Path.GetDirectoryName(_temporary.Target)!);
        }),
        isLast: false);

    /// <summary>The same, unless there is a file of that name already; then the answer is false.</summary>
    public bool TryCommitNew()
    {
        bool isNew = true;
        TemporaryFile.Commit(
            () => OutputErrors.Explain(Name, () =>
            {
                isNew = Disk.TryMoveNew(_temporary!.Path, _temporary.Target);
                Disk.FlushFolder(Path.GetDirectoryName(_temporary.Target)!);
            }),
            isLast: false);
        return isNew;
    }

    /// <summary>Opens what has been written and finished, to be read.</summary>
    public FileStream Read() => new(_temporary!.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Whether the bytes go to a pipe or the like, whose reader may wait for them.</summary>
    public bool IsStream => _temporary == null;

    /// <summary>Passes on all that was written, so that whoever waits gets it.</summary>
    public void Flush()
    {
        Content.Flush();
        if (_content != _file)
            OutputErrors.Explain(Name, _content.Flush);
    }

    /// <summary>Overwrites bytes at the start of the file, which must not be compressed.</summary>
    public void Patch(ReadOnlySpan<byte> start)
    {
        Content.Flush();
        OutputErrors.Explain(Name, () => _file.Seek(0, SeekOrigin.Begin));
        Content.Write(start);
    }

    /// <inheritdoc/>
    public void Finish()
    {
        Content.Flush();
        OutputErrors.Explain(Name, () =>
        {
            if (_content != _file)
                _content.Dispose();

            if (_temporary != null)
                _temporary.Finish();
            else
                _file.Dispose();
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary != null)
        {
            _temporary.Dispose();
            return;
        }

        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What is thrown away does not need to reach anybody.
        }
    }

    private static string TargetOf(string path, string option)
    {
        string target;
        try
        {
            target = Path.GetFullPath(path);
            target = RegularFile.TargetOf(target) ?? target;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            throw Refused(option, path, $" cannot be written: {e.Message}", e);
        }

        if (Directory.Exists(target))
            throw Refused(option, path, " is a folder; name a file in it.");

        if (Encoding.UTF8.GetByteCount(Path.GetFileName(target)) > LongestName)
            throw Refused(option, path, $": the name is longer than the {LongestName} bytes that a file name may have; shorten it.");

        return Directory.Exists(Path.GetDirectoryName(target))
            ? target
            : throw Refused(option, path, $": the folder {Path.GetDirectoryName(target)} does not exist; create it first.");
    }

    private static TemporaryFile Begin(string target, string asked, string option)
    {
        string folder = Path.GetDirectoryName(target)!;
        try
        {
            // A name of its own, not the target's with a suffix, which might be longer than names may be.
            var file = TemporaryFile.Create(target);
            Leftovers.Sweep(folder, FileStatus.Of(file.Path).Owner);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(option, asked, $": the folder {folder} cannot be written to ({e.Message.Split(" : ")[0].TrimEnd('.')}); choose another, or change its permissions.", e);
        }
    }

    private static FileStream OpenStream(string path, string option)
    {
        try
        {
            // A pipe waits here until somebody reads it.
            using var waiting = Waiting.Begin();
            return new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(option, path, $" cannot be written to ({e.Message.Split(" : ")[0].TrimEnd('.')}); choose another, or change its permissions.", e);
        }
    }

    private static Stream OpenDescriptor(int number, string name, string option)
    {
        if (!Descriptors.IsOpen(number))
            throw new BadInputException($"{name} is closed; name a file with {option}, or leave it open.") { Code = "output.unwritable", File = name, Key = option };

        // The console's stream silently ignores a closed pipe, and the work would go on for nobody; but it shares the place in a file with others.
        var stream = new FileStream(new SafeFileHandle(number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return number switch
        {
            1 when stream.CanSeek => Console.OpenStandardOutput(),
            2 when stream.CanSeek => Console.OpenStandardError(),
            _ => stream,
        };
    }

    private static BadInputException Refused(string option, string path, string why, Exception? cause = null) =>
        new($"{option} {path}{why}", cause) { Code = "output.unwritable", File = path, Key = option };
}
