namespace MLNetBert.Cli.Pull;

/// <summary>Refuses paths of a repository that cannot be files of a folder on every system: those that leave it, Windows' devices, and those that differ by case alone.</summary>
internal static partial class HubPaths
{
    private const int LongestName = 255;

    /// <exception cref="BadInputException">The path leads out of the folder. Git itself has no such paths: nothing of this hub can be trusted.</exception>
    public static void RefuseLeaving(string path)
    {
        if (path.Split('/', '\\').Any(name => name is "" or "." or "..") || path.Contains('\0') || Drive().IsMatch(path))
            throw new BadInputException($"The hub lists a file \"{path}\", which would be written outside of the folder; check HF_ENDPOINT. Nothing was fetched.") { Code = "hub.path", Key = path };
    }

    /// <exception cref="BadInputException">Some of the files that are wanted cannot be written, or not beside each other.</exception>
    public static void Check(IEnumerable<string> paths)
    {
        // Folders too: a file and a folder of one name cannot be beside each other, nor two folders that differ by case.
        var seen = new Dictionary<string, (string Path, bool IsFile)>(StringComparer.OrdinalIgnoreCase) { [PullRecord.FileName] = (PullRecord.FileName, true) };
        foreach (string path in paths)
        {
            string[] names = path.Split('/');
            for (int count = 1; count <= names.Length; count++)
            {
                RefuseName(path, names[count - 1]);
                (string Path, bool IsFile) here = (string.Join('/', names[..count]), count == names.Length);
                if (!seen.TryAdd(here.Path, here) && (here.IsFile || seen[here.Path] != here))
                    throw new BadInputException($"The repository has \"{seen[here.Path].Path}\" and \"{here.Path}\", which are one name where case does not count; take another with --file, or fetch it by hand.") { Code = "hub.path", Key = path };
            }
        }
    }

    private static void RefuseName(string path, string name)
    {
        string? why = name switch
        {
            _ when Device().IsMatch(name) => "is a device on Windows",
            _ when name.AsSpan().ContainsAny("<>:\"|?*\\") || name.Any(char.IsControl) => "has characters that names cannot have on Windows",
            _ when name[^1] is '.' or ' ' => "ends in a way that Windows does not keep",
            _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"is longer than the {LongestName} bytes that names can have",
            _ => null,
        };
        if (why != null)
            throw new BadInputException($"The repository's file \"{path}\" cannot be written everywhere: \"{name}\" {why}; take another with --file, or fetch it by hand.") { Code = "hub.path", Key = path };
    }

    [GeneratedRegex("^[A-Za-z]:")]
    private static partial Regex Drive();

    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9\u00B9\u00B2\u00B3])\s*(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
