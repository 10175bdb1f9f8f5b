using System.Text.Json;
using System.Xml.Linq;
using MLNetBert.Tests;

namespace Documents;

/// <summary>docs/dependencies.md names every package.</summary>
public class DependencyTests
{
    private static readonly string Text = new Page("docs/dependencies.md").Text;

    [Fact]
    public void Every_package_of_the_build_is_named()
    {
        var versions = XDocument.Load(Path.Combine(RepositoryFiles.Root, "Directory.Packages.props"));
        Assert.All(versions.Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value), name => Assert.True(IsNamed(name), name));
    }

    [Fact]
    public void Every_package_that_the_tool_carries_is_named()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "MLNetBert.Cli.deps.json")));
        JsonElement libraries = dependencies.RootElement.GetProperty("libraries");
        string[] packages = [.. libraries.EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package").Select(library => library.Name.Split('/')[0])];
        Assert.Contains("CsvHelper", packages);
        Assert.All(packages, name => Assert.True(IsNamed(name), name));
    }

    private static bool IsNamed(string name) => Text.Contains(name, StringComparison.Ordinal)
        || (name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && Text.Contains(@"Microsoft.Extensions.\*", StringComparison.Ordinal));
}
