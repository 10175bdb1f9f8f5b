using Microsoft.CodeAnalysis;
using MLNetBert.Tests.Architecture.Rules;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture;

/// <summary>The rules of the house, over all sources of the checkout.</summary>
public class HouseTests
{
    private static readonly Lazy<IReadOnlyList<SourceProject>> Product = new(() => Checkout.Projects("src"));
    private static readonly Lazy<IReadOnlyList<BoundProject>> Bound = new(() => BoundProject.Bind(Product.Value));

    /// <summary>Long because their loops are written out or they hold a table.</summary>
    private static readonly string[] Unrolled = ["TileKernel.Multiply512", "WholeTileKernel.Multiply512"];

    [Fact]
    public void Sources_bind()
    {
        // What the rules cannot bind they cannot see. No source generator but that of JSON runs here, no program is made, and ML.NET's internals stay hidden.
        string[] expected = ["CS8795", "CS8805"];
        Holds(Bound.Value.SelectMany(project => project.Compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !expected.Contains(diagnostic.Id))
            .Where(diagnostic => !(diagnostic.Id == "CS0122" && project.Project.Name == "MLNetBert"))
            .Select(diagnostic => $"{project.Project.Name}: {diagnostic}")));
    }

    [Fact]
    public void Internals_are_shown_to_tests_and_benchmarks_alone() => Holds(Bound.Value.SelectMany(FriendRule.Broken));

    [Fact]
    public void Projects_refer_downwards() => Holds(Product.Value.SelectMany(ProjectRule.Broken));

    [Fact]
    public void Folders_refer_one_way() => Holds(Bound.Value.SelectMany(FolderRule.Broken));

    [Fact]
    public void Namespaces_are_folders() => Holds(Bound.Value.SelectMany(NamespaceRule.Broken));

    [Fact]
    public void Native_sessions_are_held_by_one_class() => Holds(Product.Value.SelectMany(SessionRule.Broken));

    [Fact]
    public void Numbers_become_text_in_no_culture() => Holds(Bound.Value.SelectMany(CultureRule.Broken));

    [Fact]
    public void Methods_are_short() => Holds(LengthRule.BrokenMethods(Product.Value, Unrolled));

    [Fact]
    public void Files_are_short() => Holds(Product.Value.SelectMany(LengthRule.BrokenFiles));

    [Fact]
    public void Test_names_are_sentences() => Holds(Checkout.Projects("tests").SelectMany(TestNameRule.Broken));

    private static void Holds(IEnumerable<string> broken)
    {
        string[] found = [.. broken.Distinct()];
        Assert.True(found.Length == 0, $"{found.Length} broken:\n{string.Join('\n', found)}");
    }
}
