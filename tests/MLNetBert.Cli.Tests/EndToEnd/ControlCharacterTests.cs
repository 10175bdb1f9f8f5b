using MLNetBert.Cli.Terminal;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>What comes from files cannot control the terminal, and cannot fill it.</summary>
public sealed class ControlCharacterTests : IDisposable
{
    private const string Hostile = "\u001B]0;x\u0007\u009B2J\u202Eab";
    private const string Shown = "\\u001B]0;x\\u0007\\u009B2J\\u202Eab";

    private readonly TemporaryFolder _folder = new();

    public ControlCharacterTests()
    {
        _folder.Write("f.csv", "f0,f1\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 7},{row % 5}\n")));
        _folder.Write("l.csv", "label\n" + string.Concat(Enumerable.Range(0, 40).Select(row => row % 3 == 0 ? $"{Hostile}\n" : "many\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Column_names_and_values_in_errors()
    {
        _folder.Write("a.csv", $"{Hostile},f1\n1,2\n{Hostile},3\n");
        Refused(Command.Run("resample", _folder.File("a.csv"), "--labels", _folder.File("l.csv"), "--method", "smote", "--out", _folder.File("o.npy")), Shown);
        Refused(Command.Run("tokenize", _folder.File("a.csv")), Shown);
        _folder.Write("a.jsonl", $"{{\"{Hostile.Replace("\u001B", "\\u001b", StringComparison.Ordinal).Replace("\u0007", "\\u0007", StringComparison.Ordinal)}\":1}}\n");
        Refused(Command.Run("tokenize", _folder.File("a.jsonl")), Shown);
        string name = _folder.Write($"{Hostile}.csv", "");
        Refused(Command.Run("tokenize", name), Shown);
        Refused(Command.Run("tokenize", name, "--verbose"), Shown);
    }

    [Fact]
    public void Classes_in_tables_and_summaries()
    {
        Command.Result made = Command.Run("resample", _folder.File("f.csv"), "--labels", _folder.File("l.csv"), "--method", "smote", "--out", _folder.File("o.npy"));
        Assert.Equal(0, made.ExitCode);
        Assert.Contains($"{Shown}: 14 -> 26 rows", made.Errors, StringComparison.Ordinal);
        AssertHarmless(made.Errors);
        Command.Result compared = Command.Run("resample", _folder.File("f.csv"), "--labels", _folder.File("l.csv"), "--compare", "none,adasyn,smote", "--strategy", "0.4");
        Assert.Contains(Shown, compared.Text, StringComparison.Ordinal);
        AssertHarmless(compared.Text);
    }

    [Fact]
    public void A_folder_of_a_hostile_name_in_the_table_of_inspect()
    {
        string model = _folder.File(Hostile);
        Directory.CreateDirectory(model);
        File.WriteAllBytes(Path.Combine(model, "model.onnx"), OddGraphs.GivesNaN);
        File.WriteAllText(Path.Combine(model, "vocab.txt"), OddGraphs.Vocabulary);
        Command.Result result = Command.Run("inspect", model);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(Shown, result.Text, StringComparison.Ordinal);
        AssertHarmless(result.Text);
        Command.Result json = Command.Run("inspect", model, "--json");
        Assert.Contains("\\u202Eab", json.Text, StringComparison.Ordinal);
        AssertHarmless(json.Text);
    }

    [Fact]
    public void Million_column_names_and_megabytes_of_text_are_not_shown_whole()
    {
        _folder.Write("wide.csv", string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"f{i}")) + "\n");
        Command.Result wide = Command.Run("tokenize", _folder.File("wide.csv"));
        Refused(wide, "\"f19\" and 999,980 more. Name one with --text.");
        Assert.InRange(wide.Errors.Length, 100, 1000);
        _folder.Write("long.csv", $"f0,f1\n1,{new string('x', 3_000_000)}\n");
        Command.Result value = Command.Run("resample", _folder.File("long.csv"), "--labels", _folder.File("l.csv"), "--method", "smote", "--out", _folder.File("o.npy"));
        Refused(value, "which is not a number; leave out columns that are not features.");
        Assert.InRange(value.Errors.Length, 100, 1000);
        _folder.Write("label.csv", $"label\n{new string('9', 1_000_000)}\n{string.Concat(Enumerable.Repeat("a\n", 39))}");
        Command.Result label = Command.Run("resample", _folder.File("f.csv"), "--labels", _folder.File("label.csv"), "--method", "smote", "--out", _folder.File("o.npy"));
        Refused(label, " characters) ... 999");
        Assert.InRange(label.Errors.Length, 100, 4200);
    }

    private static void Refused(Command.Result result, string part)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
        AssertHarmless(result.Errors);
    }

    // In pieces, since long lines are cut.
    private static void AssertHarmless(string text) => Assert.All(
        text.Split('\n').SelectMany(line => line.TrimEnd('\r').Chunk(1000)), piece => Assert.Equal(new string(piece), Printable.Line(new string(piece))));
}
