using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace Documents;

/// <summary>The C# in the pages is, letter by letter, code that is compiled and runs as a test: docs/stages.md is Snippets/StagesSnippets.cs, src/MLNetBert/README.md is Snippets/MLNetBertReadmeSnippets.cs.</summary>
public partial class SnippetTests
{
    public static TheoryData<string> Pages => [.. PagesWithCode()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_snippet_is_a_region_of_a_test(string path)
    {
        string source = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests", "MLNetBert.Documents.Tests", "Snippets", $"{Name(path)}Snippets.cs")).ReplaceLineEndings("\n");
        var regions = Region().Matches(source).ToDictionary(match => match.Groups["name"].Value, match => Unindent(match.Groups["code"].Value));
        var snippets = new Page(path).In("csharp").ToDictionary(block => block.Name);
        Assert.Equal(regions.Keys.Order(StringComparer.Ordinal), snippets.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, Page.Block snippet) in snippets)
        {
            // Directives stand at the head of the file.
            string[] directives = [.. snippet.Lines.TakeWhile(line => line.Length == 0 || (line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal)))];
            Assert.All(directives.Where(line => line.Length > 0), line => Assert.Contains($"{line}\n", source, StringComparison.Ordinal));
            Assert.Equal(regions[name], string.Join('\n', snippet.Lines[directives.Length..]));
        }
    }

    [Fact]
    public void Every_file_of_snippets_has_its_page()
    {
        string folder = Path.Combine(RepositoryFiles.Root, "tests", "MLNetBert.Documents.Tests", "Snippets");
        Assert.Equal(Directory.GetFiles(folder, "*.cs").Select(Path.GetFileName).Order(StringComparer.Ordinal), PagesWithCode().Select(page => $"{Name(page)}Snippets.cs").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_code_is_shown_outside_of_a_fence() =>
        Assert.Empty(Page.Paths().SelectMany(path => IndentedCode().Matches(Fences().Replace(new Page(path).Text, "")).Select(match => $"{path}: {match.Value}")));

    private static IEnumerable<string> PagesWithCode() => Page.Paths().Where(path => new Page(path).In("csharp").Any());

    private static string Name(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant(), folder = Path.GetFileName(Path.GetDirectoryName(path))!;
        return (name == "readme" ? folder.Replace(".", "", StringComparison.Ordinal) : "") + char.ToUpperInvariant(name[0]) + name[1..];
    }

    private static string Unindent(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line)).Trim();

    [GeneratedRegex(@"#region (?<name>\S+)\n(?<code>.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^    \S.*;[ \t]*(//.*)?$", RegexOptions.Multiline)]
    private static partial Regex IndentedCode();
}
