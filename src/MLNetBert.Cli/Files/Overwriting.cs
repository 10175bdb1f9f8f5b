namespace MLNetBert.Cli.Files;

/// <summary>Rejects outputs that would replace a file that is read, under whatever name.</summary>
internal static class Overwriting
{
    /// <summary>Rejects <paramref name="path"/>, given as <paramref name="option"/>, or what is written <paramref name="beside"/> it.</summary>
    public static void Refuse(string option, string path, string? beside, IEnumerable<string> inputs)
    {
        // What comes through a pipe or a device cannot be overwritten.
        IEnumerable<string> files = inputs.Select(input => input == FileNames.Standard ? "/dev/stdin" : input).Where(input => FileStatus.Of(input).Kind == FileKind.Regular);
        HashSet<string> read = [.. files.Select(RealPath)];
        if (read.Contains(RealPath(path == FileNames.Standard ? "/dev/stdout" : path)))
            throw new BadInputException($"{option} {path} is an input too and would be lost; write to another file.") { Code = "output.overwrites-input", File = path, Key = option };

        if (beside != null && read.Contains(RealPath(beside)))
            throw new BadInputException($"{option} {path} also writes {beside}, which is an input and would be lost; write to another file.") { Code = "output.overwrites-input", File = beside, Key = option };
    }

    /// <summary>A path with links resolved, whether or not there is such a file.</summary>
    private static string RealPath(string path)
    {
        try
        {
            return RegularFile.RealPath(path);
        }
        catch (IOException)
        {
            // Its links go in circles: nothing can be lost.
            return Path.GetFullPath(path);
        }
    }
}
