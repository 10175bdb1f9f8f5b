using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace Documents;

/// <summary>What the pages point to is there.</summary>
public partial class PlaceTests
{
    public static TheoryData<string> Pages => [.. Page.Paths()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string path)
    {
        string folder = Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(path)!);
        foreach (Match link in Link().Matches(new Page(path).Text))
        {
            string target = link.Groups["file"].Value is { Length: > 0 } file ? Path.GetFullPath(Path.Combine(folder, file)) : Path.Combine(RepositoryFiles.Root, path);
            Assert.True(Path.Exists(target), $"{path}: {link.Value}");
            if (link.Groups["heading"].Success)
                Assert.Contains(link.Groups["heading"].Value, Headings(target));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_of_the_repository_exists(string path)
    {
        // Those of tests/reference speak of other repositories too.
        if (path.StartsWith("tests/reference/", StringComparison.Ordinal))
            return;
        Assert.All(RepositoryPath().Matches(new Page(path).Text), match => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, match.Groups["path"].Value)), $"{path}: {match.Value}"));
    }

    [Fact]
    public void The_architecture_names_every_room_and_no_other()
    {
        string page = new Page("docs/architecture.md").Text;
        string source = Path.Combine(RepositoryFiles.Root, "src");
        Assert.All(RoomPath().Matches(page), match => Assert.True(Path.Exists(Path.Combine(source, match.Groups["path"].Value)), match.Value));
        foreach (string line in page.Split('\n').Where(line => line.StartsWith("| `MLNetBert", StringComparison.Ordinal)))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            string assembly = Path.Combine(source, cells[1].Trim('`'));
            string[] named = [.. Code().Matches(cells[3]).Select(match => match.Groups["code"].Value)];
            string[] rooms = [.. Directory.GetDirectories(assembly).Where(folder => Directory.GetFiles(folder, "*.cs").Length > 0).Select(folder => Path.GetFileName(folder))];
            Assert.Equal(rooms.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        }
    }

    private static IEnumerable<string> Headings(string file) => Heading().Matches(File.ReadAllText(file))
        .Select(match => NotInAnchors().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(#(?<heading>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(src|tests|bench|docs|samples|models|eng|\.ci)/[\w./-]*[\w-])`")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"`(?<path>MLNetBert(\.\w+)?/[\w./]+)`")]
    private static partial Regex RoomPath();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
