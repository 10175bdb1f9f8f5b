using System.Text.Json;
using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>The embedded int8 model in the commands that run one.</summary>
public sealed class Int8Tests : IDisposable
{
    private static readonly string Mails = Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verify_moves_none_of_some_texts() => Verify(100);

    [Fact]
    [Trait("Category", "Long")]
    public void Verify_moves_none_of_all_texts() => Verify(4300);

    [Fact]
    [Trait("Category", "Long")]
    public void A_classifier_of_int8_features_predicts_and_its_scripts_make_it_again()
    {
        string rows = _folder.Write("rows.csv", string.Join('\n', File.ReadLines(Mails).Where((_, i) => i % 20 == 0)) + "\n");
        AssertDone("train", rows, "--label", "label", "--out", _folder.File("mail.zip"), "--precision", "int8", "--folds", "3", "--features", "bert", "--trainers", "lbfgs", "--methods", "none", "--scripts", _folder.File("scripts"), "--quiet");
        string path = Path.Combine(_folder.File("scripts"), "train.cs"), script = File.ReadAllText(path);
        Assert.Contains("Precision = ModelPrecision.Int8", script, StringComparison.Ordinal);

        // The packages of this very build are tested where they are packed.
        string own = Regex.Replace(script, @"(?m)^#:package (MLNetBert[\w.]*)@.*$", match => $"#:project {Path.Combine(RepositoryFiles.Root, "src", match.Groups[1].Value, $"{match.Groups[1].Value}.csproj")}");
        Assert.Equal(2, own.Split("#:project").Length - 1);
        File.WriteAllText(path, own);
        Command.Result again = Command.Shell($"dotnet run '{path}' -- '{rows}' '{_folder.File("again.zip")}'");
        Assert.True(again.ExitCode == 0, again.Text + again.Errors);
        foreach (string model in (string[])["mail", "again"])
            AssertDone("predict", _folder.File($"{model}.zip"), rows, "--out", _folder.File($"{model}.csv"), "--quiet");
        Assert.Equal(File.ReadAllText(_folder.File("mail.csv")), File.ReadAllText(_folder.File("again.csv")));
    }

    private static void Verify(int texts)
    {
        Command.Result result = Command.Run("verify", Mails, "--precision", "int8", "--threads", "2", "--limit", $"{texts}", "--json", "--quiet");
        Assert.True(result.ExitCode == 0, result.Errors);
        JsonElement file = JsonDocument.Parse(result.Text).RootElement.GetProperty("files")[0];
        Assert.Equal(("int8", texts, false), (file.GetProperty("precision").GetString(), file.GetProperty("texts").GetInt32(), file.GetProperty("one_at_a_time").GetBoolean()));
        JsonElement[] ways = [.. file.GetProperty("ways").EnumerateArray().Where(way => way.GetProperty("of_extract").GetBoolean())];
        Assert.Equal([1, 2], ways.Select(way => way.GetProperty("threads").GetInt32()).Distinct().Order());
        Assert.Contains(ways, way => way.GetProperty("way").GetString() == "equal-length");
        Assert.All(ways, way => Assert.Equal((texts, 0), (way.GetProperty("texts").GetInt32(), way.GetProperty("differing").GetInt32())));
    }

    private static void AssertDone(params string[] arguments)
    {
        Command.Result result = Command.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
    }
}
