using MLNetBert.Tests.Architecture.Rules;
using MLNetBert.Tests.Architecture.Sources;

namespace MLNetBert.Tests.Architecture;

/// <summary>Each rule finds a violation planted for it, and says where; and leaves alone what is right.</summary>
public class PlantedTests
{
    private static readonly (string, string)[] Sound =
    [
        ("Low/Lamp.cs", "namespace House.Low; internal sealed class Lamp { public int Watt => 40; }"),
        ("High/Room.cs", "using House.Low; namespace House.High; internal sealed class Room { private readonly Lamp _lamp = new(); public int Watt => _lamp.Watt; }"),
        ("Door.cs", "using House.High; namespace MLNetBert; public sealed class Door { public int Watt => new Room().Watt; }"),
    ];

    [Fact]
    public void A_sound_house_breaks_nothing()
    {
        BoundProject house = Bind(Sound);
        Assert.DoesNotContain(house.Compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        Assert.Empty(FriendRule.Broken(house));
        Assert.Empty(FolderRule.Broken(house));
        Assert.Empty(NamespaceRule.Broken(house));
        Assert.Empty(CultureRule.Broken(house));
        Assert.Empty(LengthRule.BrokenFiles(house.Project));
        Assert.Empty(LengthRule.BrokenMethods([house.Project], []));
    }

    [Theory]
    [InlineData("MLNetBert.Cli", false)]
    [InlineData("MLNetBert.Cli.Tests", true)]
    [InlineData("MLNetBert.Benchmarks", true)]
    public void A_friend_in_a_project_file_must_be_tests_or_benchmarks(string friend, bool allowed)
    {
        BoundProject house = BoundProject.Bind(SourceProject.Of("House") with { Friends = [friend] })[0];
        Assert.Equal(allowed ? [] : [$"House: its project file shows its internals to {friend}"], FriendRule.Broken(house));
    }

    [Fact]
    public void A_friend_in_an_attribute_must_be_tests_or_benchmarks() => Assert.Equal(
        ["House: src/House/Friends.cs:2 shows its internals to MLNetBert"],
        FriendRule.Broken(Bind(("Friends.cs", "using System.Runtime.CompilerServices;\n[assembly: InternalsVisibleTo(\"MLNetBert\")]\n[assembly: InternalsVisibleTo(\"House.Tests\")]"))));

    [Theory]
    [InlineData("MLNetBert.Tokenizers", "MLNetBert.Encoder")]
    [InlineData("MLNetBert.Resampling", "MLNetBert.Tokenizers")]
    [InlineData("MLNetBert.Encoder", "MLNetBert")]
    [InlineData("MLNetBert.Abstractions", "MLNetBert.Cli")]
    public void A_project_may_not_refer_upwards(string project, string reference) =>
        Assert.Equal([$"{project} -> {reference}: not below it"], ProjectRule.Broken(SourceProject.Of(project) with { References = [reference] }));

    [Fact]
    public void A_project_must_have_its_place() => Assert.Single(ProjectRule.Broken(SourceProject.Of("MLNetBert.Cellar")));

    [Fact]
    public void A_cycle_of_folders_is_found_on_each_of_its_sides() => Assert.Equal(
        [
            "House: folder A -> folder B (in a cycle, for B -> C -> A): src/House/A/One.cs:3 uses Two",
            "House: folder B -> folder C (in a cycle, for C -> A -> B): src/House/B/Two.cs:1 uses Three",
            "House: folder C -> folder A (in a cycle, for A -> B -> C): src/House/C/Three.cs:1 uses One",
        ],
        FolderRule.Broken(Bind(
            ("A/One.cs", "namespace House.A;\nclass One {\n  B.Two? _two; }"),
            ("B/Two.cs", "namespace House.B; class Two { static int Of() => C.Three.Sum(); }"),
            ("C/Three.cs", "namespace House.C; class Three { public static int Sum() => new A.One().GetHashCode(); }"))));

    [Fact]
    public void A_folder_and_the_folder_in_it_are_two() => Assert.Equal(
        2,
        FolderRule.Broken(Bind(
            ("A/One.cs", "namespace House.A; class One { Inner.Two? _two; }"),
            ("A/Inner/Two.cs", "namespace House.A.Inner; class Two : One;"))).Count());

    [Fact]
    public void A_member_binds_as_its_type_does() => Assert.Single(FolderRule.Broken(Bind(
        ("Root.cs", "namespace House; static class Root { public static int Twice(this int value) => value * 2; }"),
        ("A/One.cs", "namespace House.A; class One { static int Of() => 2.Twice(); }"))));

    [Fact]
    public void A_room_may_not_refer_to_the_root_directory() => Assert.Equal(
        ["House: folder A -> folder (root) (up to the root directory): src/House/A/One.cs:1 uses Options"],
        FolderRule.Broken(Bind(
            ("A/One.cs", "namespace House.A; class One(Options options) { public int Count => options.GetHashCode(); }"),
            ("Options.cs", "namespace House; class Options;"))));

    [Fact]
    public void Shared_sources_may_not_refer_to_what_compiles_them() => Assert.Equal(
        ["House: folder Shared/Json -> folder A (out of the shared sources): src/House/Shared/Json/Reader.cs:1 uses One"],
        FolderRule.Broken(Bind(
            ("Shared/Json/Reader.cs", "namespace MLNetBert.Shared.Json; class Reader : House.A.One;"),
            ("A/One.cs", "namespace House.A; class One;"))));

    [Fact]
    public void A_comment_may_point_anywhere() => Assert.Empty(FolderRule.Broken(Bind(
        ("A/One.cs", "namespace House.A; /// <summary>See <see cref=\"House.Door\"/>.</summary>\nclass One;"),
        ("Door.cs", "namespace House; class Door { A.One? _one; }"))));

    [Theory]
    [InlineData("A/One.cs", "namespace House.B; class One;", "One is in House.B, not in House.A")]
    [InlineData("A/One.cs", "namespace MLNetBert; class One;", "One is in MLNetBert, not in House.A")]
    [InlineData("A/One.cs", "namespace House; public class One;", "One is in House, not in House.A or one of")]
    [InlineData("A/B/One.cs", "namespace House.A; enum One { First }", "One is in House.A, not in House.A.B")]
    [InlineData("Shared/Json/One.cs", "namespace House.Shared.Json; class One;", "One is in House.Shared.Json, not in MLNetBert.Shared.Json")]
    [InlineData("Internals/One.cs", "namespace House.Internals; class One;", "folder Internals says nothing of what is in it")]
    public void A_namespace_must_be_the_folder(string file, string text, string expected) => Assert.Contains(expected, Assert.Single(NamespaceRule.Broken(Bind((file, text)))));

    [Theory]
    [InlineData("A/One.cs", "namespace MLNetBert.Resampling; public class One;")]
    [InlineData("A/One.cs", "namespace Microsoft.ML; public static class OneCatalog;")]
    [InlineData("Shared/Json/One.cs", "namespace MLNetBert.Shared.Json; class One;")]
    public void A_namespace_may_be_one_that_users_type(string file, string text) => Assert.Empty(NamespaceRule.Broken(Bind((file, text))));

    [Theory]
    [InlineData("_session = new InferenceSession(path);")]
    [InlineData("InferenceSession session = Open(path);")]
    public void A_native_session_must_be_held_by_its_class(string statement) => Assert.Equal(
        ["House: src/House/A/One.cs:2 has a native session: SessionFactory opens them, and NativeSession holds them"],
        SessionRule.Broken(SourceProject.Of("House", ("A/One.cs", $"class One {{ void Do() {{\n{statement} }} }} // not InferenceSession"))));

    [Theory]
    [InlineData("string.Join(',', new[] { 1, -2 })", true)]
    [InlineData("string.Join(\", \", new System.Collections.Generic.List<double>())", true)]
    [InlineData("string.Concat(\"a\", -1)", true)]
    [InlineData("\"a\" + -1", true)]
    [InlineData("-1.5 + \"a\"", true)]
    [InlineData("new System.Text.StringBuilder().Append(-1).ToString()", true)]
    [InlineData("throw new System.ArgumentOutOfRangeException(\"a\", -1, \"b\")", true)]
    [InlineData("string.Join(',', new[] { \"1\", \"-2\" })", false)]
    [InlineData("$\"{-1}\" + 'a'", false)]
    [InlineData("new System.Text.StringBuilder().Append('a', 3).ToString()", false)]
    public void A_number_may_not_become_text_in_the_users_culture(string text, bool broken)
        => Assert.Equal(broken ? 1 : 0, CultureRule.Broken(Bind(("One.cs", $"namespace House; class One {{ string Text() => {text}; }}"))).Count());

    [Theory]
    [InlineData(60, false)]
    [InlineData(61, true)]
    public void A_method_may_have_60_lines(int lines, bool broken)
    {
        var house = SourceProject.Of("House", ("One.cs", $"class One\n{{\n    void Do()\n    {{{new string('\n', lines - 2)}    }}\n}}\n"));
        Assert.Equal(broken ? [$"House: src/House/One.cs:3 One.Do has {lines} lines"] : [], LengthRule.BrokenMethods([house], []));
        Assert.Equal(broken ? [] : ["One.Do is listed as unrolled, and is not longer than 60 lines"], LengthRule.BrokenMethods([house], ["One.Do"]));
    }

    [Fact]
    public void A_program_is_a_method() =>
        Assert.Single(LengthRule.BrokenMethods([SourceProject.Of("House", ("Program.cs", $"int one = 1;{new string('\n', 60)}return one;"))], []));

    [Theory]
    [InlineData(260, false)]
    [InlineData(261, true)]
    public void A_file_may_have_260_lines(int lines, bool broken) => Assert.Equal(
        broken ? [$"House: src/House/One.cs has {lines} lines"] : [],
        LengthRule.BrokenFiles(SourceProject.Of("House", ("One.cs", new string('\n', lines)))));

    [Theory]
    [InlineData("Ids_are_those_of_BPE_2", false)]
    [InlineData("IdsAreEqual", true)]
    [InlineData("Vectors_are_as_in_PyTorch", false)]
    [InlineData("Encode_ThrowsOnNull_WhenEmpty", true)]
    [InlineData("ids_are_equal", true)]
    public void A_test_name_must_be_a_sentence(string name, bool broken) => Assert.Equal(
        broken ? [$"House: src/House/One.cs:3 {name} is no sentence"] : [],
        TestNameRule.Broken(SourceProject.Of("House", ("One.cs", $"class One {{\n[Fact]\npublic void {name}() {{ }}\nvoid NoTest() {{ }} }}"))));

    private static BoundProject Bind(params (string File, string Text)[] files) => BoundProject.Bind(SourceProject.Of("House", files))[0];
}
