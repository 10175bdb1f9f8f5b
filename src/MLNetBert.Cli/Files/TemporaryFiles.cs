namespace MLNetBert.Cli.Files;

/// <summary>The temporary files of this run, so that even an interruption that cannot wait leaves none behind. Thread-safe.</summary>
internal static class TemporaryFiles
{
    private static readonly HashSet<string> Paths = [];

    /// <summary>Notes a file that was begun.</summary>
    public static void Add(string path)
    {
        lock (Paths)
        {
            Paths.Add(path);
        }
    }

    /// <summary>Forgets a file that now has its final name.</summary>
    public static void Remove(string path)
    {
        lock (Paths)
        {
            Paths.Remove(path);
        }
    }

    /// <summary>Deletes a file unless it already has its final name.</summary>
    public static void Delete(string path)
    {
        lock (Paths)
        {
            if (Paths.Remove(path))
                File.Delete(path);
        }
    }

    /// <summary>Deletes them all.</summary>
    public static void DeleteAll()
    {
        lock (Paths)
        {
            foreach (string path in Paths)
                File.Delete(path);

            Paths.Clear();
        }
    }
}
