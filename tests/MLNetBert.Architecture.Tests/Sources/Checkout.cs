using System.Xml.Linq;

namespace MLNetBert.Tests.Architecture.Sources;

/// <summary>The projects of the checkout, read from their project files and directories.</summary>
internal static class Checkout
{
    /// <summary>The projects under <paramref name="directory"/> (src, tests or bench), each after those it refers to.</summary>
    public static IReadOnlyList<SourceProject> Projects(string directory)
    {
        string[] files = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, directory), "*.csproj", SearchOption.AllDirectories);
        var left = files.Order(StringComparer.Ordinal).Select(Read).ToList();
        var sorted = new List<SourceProject>();
        while (left.Count > 0)
        {
            SourceProject next = left.First(project => !project.References.Any(name => left.Any(other => other.Name == name)));
            left.Remove(next);
            sorted.Add(next);
        }

        return sorted;
    }

    private static SourceProject Read(string projectFile)
    {
        string directory = Path.GetDirectoryName(projectFile)!;
        var items = XDocument.Load(projectFile).Descendants().ToList();
        IEnumerable<string> Included(string element) => items
            .Where(item => item.Name.LocalName == element)
            .SelectMany(item => ((string?)item.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

        IEnumerable<SourceFile> own = Directory.GetFiles(directory, "*.cs", SearchOption.AllDirectories)
            .Select(file => File(file, Path.GetRelativePath(directory, Path.GetDirectoryName(file)!)));
        IEnumerable<SourceFile> linked = items.Where(item => item.Name.LocalName == "Compile" && item.Attribute("Include") != null)
            .SelectMany(item => Linked(directory, item));
        return new SourceProject(
            Path.GetFileNameWithoutExtension(projectFile),
            [.. own.Concat(linked).OrderBy(file => file.Path, StringComparer.Ordinal)],
            [.. Included("ProjectReference").Where(path => !path.Contains("/eng/")).Select(path => Path.GetFileNameWithoutExtension(path))],
            [.. Included("InternalsVisibleTo")],
            [.. items.Where(item => item.Name.LocalName == "Using").Select(Using)]);
    }

    private static string Using(XElement item) =>
        (string?)item.Attribute("Alias") is { } alias ? $"global using {alias} = {item.Attribute("Include")!.Value};" : $"global using {item.Attribute("Include")!.Value};";

    /// <summary>The files of a Compile item: of a pattern <c>directory/*.cs</c>, <c>directory/**/*.cs</c>, or a file by name.</summary>
    private static IEnumerable<SourceFile> Linked(string directory, XElement item)
    {
        string folder = (string?)item.Attribute("LinkBase") ?? "";
        foreach (string pattern in ((string)item.Attribute("Include")!).Split(';', StringSplitOptions.TrimEntries))
        {
            int wildcard = pattern.IndexOf("**", StringComparison.Ordinal);
            string from = Path.GetFullPath(wildcard < 0 ? Path.GetDirectoryName(pattern)! : pattern[..wildcard], directory);
            foreach (string file in Directory.GetFiles(from, Path.GetFileName(pattern), wildcard < 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
                yield return File(file, Path.Combine(folder, Path.GetRelativePath(from, Path.GetDirectoryName(file)!)));
        }
    }

    private static SourceFile File(string path, string folder) => new(
        Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'),
        Path.TrimEndingDirectorySeparator(folder.EndsWith('.') ? folder[..^1] : folder).Replace('\\', '/'),
        System.IO.File.ReadAllText(path));
}
