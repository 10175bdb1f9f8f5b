using System.Text.RegularExpressions;

namespace MLNetBert.Tests.Docs;

/// <summary>The C# in these pages is, letter by letter, code that runs as a test.</summary>
public partial class SnippetTests
{
    [Theory]
    [InlineData("pitfalls.md", "MLNetBert.Encoder.Tests/Docs/PitfallTests.cs")]
    [InlineData("encoder.md", "MLNetBert.Encoder.Tests/Docs/EncoderTests.cs")]
    [InlineData("layers.md", "MLNetBert.Encoder.Tests/Docs/LayerDocTests.cs", "MLNetBert.Tests/LayerStageDocTests.cs")]
    public void Every_snippet_is_a_region_of_a_test(string page, params string[] tests)
    {
        var regions = tests.SelectMany(file => Region().Matches(Text("tests", file)))
            .ToDictionary(match => match.Groups["name"].Value, match => Unindent(match.Groups["code"].Value));
        var snippets = Snippet().Matches(Text("docs", page)).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value.Trim());
        Assert.Equal(regions.Keys.Order(), snippets.Keys.Order());
        Assert.All(snippets, snippet => Assert.Equal(regions[snippet.Key], snippet.Value));
        Assert.Equal(snippets.Count, Text("docs", page).Split("```csharp").Length - 1);
    }

    private static string Text(params string[] path) => File.ReadAllText(Path.Combine([RepositoryFiles.Root, .. path])).ReplaceLineEndings("\n");

    private static string Unindent(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line)).Trim();

    [GeneratedRegex(@"#region (?<name>\S+)\n(?<code>.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"<!-- (?<name>\S+) -->\n```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
