using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace Documents;

/// <summary>A page of the documentation: its fenced blocks, each with the name that the comment above it gives it, if any.</summary>
internal sealed partial class Page(string path)
{
    /// <summary>A fenced block.</summary>
    public sealed record Block(string Language, string Name, string Code)
    {
        public string[] Lines => Code.Split('\n');
    }

    public string Text { get; } = File.ReadAllText(System.IO.Path.Combine(RepositoryFiles.Root, path)).ReplaceLineEndings("\n");

    public IReadOnlyList<Block> Blocks => [.. Fence().Matches(Text).Select(match => new Block(match.Groups["language"].Value, match.Groups["name"].Value, match.Groups["code"].Value))];

    public IEnumerable<Block> In(string language) => Blocks.Where(block => block.Language == language);

    /// <summary>Every page of the repository, by its path from the root.</summary>
    public static IEnumerable<string> Paths()
    {
        string[] folders = ["docs", "samples", "models", "src", "bench", "eng", "tests"];
        return Directory.GetFiles(RepositoryFiles.Root, "*.md")
            .Concat(folders.Select(folder => System.IO.Path.Combine(RepositoryFiles.Root, folder)).Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories)))
            .Select(file => System.IO.Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"(?:^<!-- (?<name>\S+) -->\n)?^```(?<language>\w*)\n(?<code>.*?)\n^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
