namespace MLNetBert.Saving;

/// <summary>A folder that only this user can read, deleted when it is disposed of, or at the latest when the process ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("mlnetbert-").FullName;
        AppDomain.CurrentDomain.ProcessExit += Delete;
    }

    public string Path { get; }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Delete;
        Delete(null, EventArgs.Empty);
    }

    private void Delete(object? sender, EventArgs e)
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file may still be mapped; the system will clear its folder of temporary files.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
