using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace MLNetBert.Cli.Input;

/// <summary>The files that the user means: those named, those of a folder, and those that match a pattern.</summary>
internal static class InputPaths
{
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden };

    /// <summary>The files, those of a folder or pattern by their names in order of code points.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="except">A folder whose files are never meant; null for none.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> arguments, string? except = null)
    {
        string? own = except == null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(except)) + Path.DirectorySeparatorChar;
        return [.. arguments.SelectMany(argument => Expanded(argument, own))];
    }

    private static IEnumerable<string> Expanded(string argument, string? own)
    {
        if (Directory.Exists(argument))
        {
            string[] files = [.. Directory.EnumerateFiles(argument, "*", Visible).Where(path => InputFormats.OfFile(path) != null && IsForeign(path, own)).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new BadInputException($"{argument} is a folder without an input in it, one that ends in {string.Join(", ", InputFormats.Names.Select(name => $".{name}"))}; name files, or a pattern such as {Path.TrimEndingDirectorySeparator(argument)}/**/*.jsonl for folders in it.") { Code = "file.missing", File = argument };
        }

        if (!argument.Contains('*', StringComparison.Ordinal) || Path.Exists(argument))
            return [argument];

        string[] matches = [.. Matches(argument).Where(path => IsForeign(path, own)).Order(StringComparer.Ordinal)];
        return matches.Length > 0 ? matches : throw new BadInputException($"{argument}: no file matches; * stands for any part of a name, and ** for any folders.") { Code = "file.missing", File = argument };
    }

    private static IEnumerable<string> Matches(string pattern)
    {
        int start = pattern.LastIndexOf(Path.DirectorySeparatorChar, pattern.IndexOf('*', StringComparison.Ordinal)) + 1;
        string folder = pattern[..start];
        if (folder.Length > 0 && !Directory.Exists(folder))
            return [];

        Matcher matcher = new Matcher(StringComparison.Ordinal).AddInclude(pattern[start..]);
        return matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(folder.Length > 0 ? folder : "."))).Files.Where(file => !file.Path.Split(Path.DirectorySeparatorChar).Any(name => name.StartsWith('.'))).Select(file => folder + file.Path);
    }

    private static bool IsForeign(string path, string? own) => own == null || !Path.GetFullPath(path).StartsWith(own, StringComparison.Ordinal);
}
