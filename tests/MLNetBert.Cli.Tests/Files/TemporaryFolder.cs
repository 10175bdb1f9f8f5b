namespace MLNetBert.Cli.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string? parent = null) =>
        Path = parent == null ? Directory.CreateTempSubdirectory("mlnetbert-").FullName : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"mlnetbert-{System.IO.Path.GetRandomFileName()}")).FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>The names of everything in it.</summary>
    public string[] Names() => [.. Directory.GetFileSystemEntries(Path, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(p => System.IO.Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
