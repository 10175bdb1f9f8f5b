using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Documents;

/// <summary>docs/errors.md lists the codes that the sources give, all of them and no others.</summary>
public partial class ErrorCodeTests
{
    [Fact]
    public void Every_code_is_listed_and_every_listed_code_is_used()
    {
        string[] listed = [.. Listed().Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "errors.md"))).Select(match => match.Groups[1].Value)];
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            // A code is a string in small letters with a point, in a throw or handed on to the method that throws; names of files are none.
            used.UnionWith(Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        }

        Assert.Equal(listed.Length, listed.Distinct().Count());
        Assert.Equal(listed.Order(StringComparer.Ordinal), used);
    }

    [GeneratedRegex(@"^\| `([a-z-]+\.[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Listed();

    [GeneratedRegex(@"""((?:file|row|text|config|model|layer|tokenizer|option|output|features|labels|data|sampler|saved|hub|job|provider)\.[a-z]+(?:-[a-z]+)*)(?<!\.(?:json|model|onnx|txt|bin|dic|npz|html|zip|safetensors|pkl|parquet))""")]
    private static partial Regex Code();
}
