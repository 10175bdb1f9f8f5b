using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>resample --compare and --report, over 300 sentences of two topics.</summary>
public sealed class CompareTests : IDisposable
{
    private const string Hostile = "</script><script>alert(1)</script> <img src=x onerror=alert(2)> & \"quoted\" <!-- \u2028";

    private readonly TemporaryFolder _folder = new();
    private readonly string _features;
    private readonly string _labels;
    private readonly string[] _texts;

    public CompareTests()
    {
        using ZipArchive zip = ZipFile.OpenRead(RepositoryFiles.Reference("resampling", "real384.zip"));
        foreach (string name in new[] { "X.npy", "y.npy" })
            zip.GetEntry(name)!.ExtractToFile(_folder.File(name));
        (_features, _labels) = (_folder.File("X.npy"), _folder.File("y.npy"));
        _texts = [.. Enumerable.Range(0, 300).Select(row => $"text {row} {Hostile}")];
        _folder.Write("texts.jsonl", string.Concat(_texts.Select(text => JsonSerializer.Serialize(new { subject = text }) + "\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Results_are_sorted_agree_with_each_other_and_do_not_depend_on_threads()
    {
        const string Methods = "none,smote,class-weight,random-under-sampler,tomek-links";
        JsonElement one = Json("--compare", Methods, "--threads", "1"), more = Json("--compare", Methods, "--threads", "3");
        JsonElement[] methods = [.. one.GetProperty("methods").EnumerateArray()];
        Assert.Equal(Methods.Split(',').Order(), methods.Select(Name).Order());
        Assert.Equal(methods.OrderByDescending(BalancedAccuracy).Select(Name), methods.Select(Name));
        foreach (JsonElement method in methods)
        {
            JsonElement other = more.GetProperty("methods").EnumerateArray().Single(m => Name(m) == Name(method));
            foreach (string value in new[] { "recall", "balanced_accuracy", "balanced_accuracy_std", "geometric_mean", "macro_f1" })
                Assert.Equal(method.GetProperty(value).GetRawText(), other.GetProperty(value).GetRawText());
            double[] recalls = [.. method.GetProperty("recall").EnumerateObject().Select(recall => recall.Value.GetDouble())];
            Assert.Equal(recalls.Average(), BalancedAccuracy(method), 1e-12);
            Assert.Equal(Math.Sqrt(recalls[0] * recalls[1]), method.GetProperty("geometric_mean").GetDouble(), 1e-12);
            Assert.Equal(Math.Round(recalls[1] * 30), recalls[1] * 30, 1e-9);
        }

        string[] lines = Run("--compare", Methods).Lines;
        Assert.Matches("^method +recall 0 +recall 1 +balanced accuracy +g-mean +macro F1 +time$", lines[0]);
        Assert.Equal(methods.Select(method => $"{Name(method)} {BalancedAccuracy(method).ToString("F3", CultureInfo.InvariantCulture)}"), lines[1..].Select(line => Regex.Replace(line, "^(\\S+) +\\S+ +\\S+ +(\\S+) ±.*$", "$1 $2")));
    }

    [Fact]
    public void A_method_that_cannot_run_says_why_and_the_others_go_on()
    {
        string[] lines = Run("--compare", "none,smote", "--strategy", "0.05").Lines;
        Assert.Contains(lines, line => line.StartsWith("none", StringComparison.Ordinal));
        Assert.Matches("^smote could not run: .*ratio", lines.Single(line => line.StartsWith("smote", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--quiet")]
    public void Where_no_method_can_run_it_is_an_error(string option) =>
        Command.AssertRefused(Run("--compare", "smote,adasyn,tomek-links", "--strategy", "0.05", option), "smote, adasyn: The ratio 0.05", "; tomek-links: Cleaning methods decide");

    [Fact]
    public void The_report_is_whole_by_itself_and_no_text_gets_out_of_its_place()
    {
        string text = _folder.File("texts.jsonl") + ":subject";
        Command.Result run = Run("--compare", "none,smote-enn,random-over-sampler", "--report", _folder.File("report.html"), "--text", text);
        Assert.Equal(0, run.ExitCode);
        string page = File.ReadAllText(_folder.File("report.html"));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("https?:|<link|url\\(|src=\"|@import", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        JsonElement data = Data(page);
        Assert.Equal(_texts.Select(t => t.ReplaceLineEndings(" ").Trim()), data.GetProperty("text").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(2, data.GetProperty("methods").GetArrayLength());
        Assert.Equal(2, Regex.Matches(page, "<canvas ").Count);
    }

    [Fact]
    public void The_report_of_one_method_shows_what_it_removed_and_made()
    {
        string[] arguments = ["--method", "smote-enn", "--out", _folder.File("out.csv"), "--report", _folder.File("one.html"), "--text", _folder.File("texts.jsonl") + ":subject"];
        Assert.Equal(0, Run(arguments).ExitCode);
        string[][] rows = [.. File.ReadLines(_folder.File("out.labels.csv")).Skip(1).Select(line => line.Split(','))];
        JsonElement data = Data(File.ReadAllText(_folder.File("one.html"))), method = Assert.Single(data.GetProperty("methods").EnumerateArray());
        HashSet<int> kept = [.. rows.Where(row => row[2] == "0").Select(row => int.Parse(row[1], CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(0, 300).Except(kept), Integers(method.GetProperty("removed")));
        Assert.Equal(rows.Where(row => row[2] == "1").Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)), Integers(method.GetProperty("base")));
        Assert.NotEmpty(Integers(method.GetProperty("removed")));
    }

    [Theory]
    [InlineData("--method and --compare", "--method", "smote", "--compare", "smote")]
    [InlineData("Neither --method nor --compare")]
    [InlineData("--out", "--compare", "smote", "--out", "x.npy")]
    [InlineData("--set", "--compare", "smote", "--set", "k_neighbors=3")]
    [InlineData("Neither --out nor --report", "--method", "smote")]
    [InlineData("smot", "--compare", "smote,smot")]
    [InlineData("twice", "--compare", "smote,smote")]
    [InlineData("names no method", "--compare", ",")]
    [InlineData("--folds 1", "--compare", "smote", "--folds", "1")]
    [InlineData("30 rows, too few for 31 folds", "--compare", "smote", "--folds", "31", "--quiet")]
    [InlineData("--report", "--compare", "smote", "--report", "report.txt")]
    [InlineData("does not exist", "--compare", "smote", "--report", "/nowhere/at/all/report.html")]
    [InlineData("--text", "--compare", "smote", "--text", "texts.csv")]
    [InlineData("--json", "--method", "smote", "--out", "x.npy", "--json")]
    [InlineData("--seed", "--compare", "none", "--seed", "first")]
    public void What_makes_no_sense_is_refused(string part, params string[] arguments) =>
        Command.AssertRefused(Run(arguments), part);

    [Fact]
    public void Texts_must_be_as_many_as_rows()
    {
        string text = _folder.Write("few.txt", "one\ntwo\n");
        Command.AssertRefused(Command.Run("resample", _features, "--labels", _labels, "--compare", "none", "--report", _folder.File("r.html"), "--text", text), "few.txt has 2 texts for 300 rows");
        Assert.DoesNotContain("r.html", _folder.Names());
    }

    [Fact]
    public void What_cannot_be_learnt_from_is_refused()
    {
        string labels = _folder.Write("l.txt", "a\na\nb\nb\n"), one = _folder.Write("one.txt", "a\na\na\na\n"), features = _folder.Write("f.csv", "f0,f1\n1,2\n3,NaN\n5,6\n7,8\n");
        Command.AssertRefused(Command.Run("resample", features, "--labels", labels, "--compare", "none", "--folds", "2"), "Row 1, column 1", "NaN");
        Command.AssertRefused(
            Command.Run("resample", features, "--labels", labels, "--method", "random-over-sampler", "--strategy", "a=3,b=2", "--quiet", "--report", _folder.File("r.html")), "Row 1, column 1");
        Command.AssertRefused(Command.Run("resample", features, "--labels", one, "--compare", "none", "--folds", "2"), "All rows are of class a");
        Assert.DoesNotContain("r.html", _folder.Names());
    }

    private static string Name(JsonElement method) => method.GetProperty("method").GetString()!;

    private static double BalancedAccuracy(JsonElement method) => method.GetProperty("balanced_accuracy").GetDouble();

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    private static JsonElement Data(string page) =>
        JsonDocument.Parse(Regex.Match(page, "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value).RootElement;

    private Command.Result Run(params string[] arguments) => Command.Run(["resample", _features, "--labels", _labels, .. arguments]);

    private JsonElement Json(params string[] arguments) => JsonDocument.Parse(Run([.. arguments, "--json"]).Output).RootElement;
}
