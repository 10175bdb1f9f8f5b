using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>The programs that train --scripts writes. The packages of this very build are tried where they are packed; here the project stands in for them.</summary>
public sealed class TrainScriptTests : IDisposable
{
    private readonly MailFolder _mails = new();

    public void Dispose() => _mails.Dispose();

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("many", "--methods", "class-weight,smote", "--trainers", "sdca,lbfgs")]
    [InlineData("many", "--methods", "class-weight", "--trainers", "lightgbm", "--features", "bert+text")]
    [InlineData("two", "--methods", "none,random-over-sampler", "--trainers", "lbfgs")]
    [InlineData("two", "--trainers", "averaged-perceptron", "--features", "text,bert+text")]
    [InlineData("two", "--methods", "none", "--trainers", "lightgbm", "--features", "bert")]
    [InlineData("numbers", "--task", "regression")]
    [InlineData("numbers", "--task", "regression", "--trainers", "lightgbm", "--features", "bert")]
    public void They_give_the_same_labels_and_scores_to_the_bit(string task, params string[] options)
    {
        string[] lines = File.ReadAllLines(_mails.Mails);
        string rows = _mails.Folder.Write("rows.csv", string.Join('\n', lines.Select((line, i) => i == 0 ? line
            : task == "two" ? line.Replace(",spam,", ",easy-ham,", StringComparison.Ordinal)
            : task == "numbers" ? $"{line.Split(',')[0]},{line.Length},{line.Split(',', 3)[2]}" : line)) + "\n");
        MailFolder.AssertDone(Command.Run(["train", rows, "--label", "label", "--out", _mails.File("mail.zip"), "--model", _mails.Model, "--folds", "3", "--scripts", _mails.File("scripts"), "--quiet", .. options]));
        string said = Run("train.cs", rows, _mails.File("again.zip"));

        JsonElement card = JsonDocument.Parse(File.ReadAllText(_mails.File("mail.card.json"))).RootElement;
        foreach (string metric in task == "numbers" ? (string[])["mae", "rmse"] : ["balanced-accuracy", "macro-f1", "accuracy"])
        {
            string value = card.GetProperty("hold_out").GetProperty("metrics").GetProperty(metric).GetProperty("value").GetDouble().ToString("0.000", CultureInfo.InvariantCulture);
            Assert.Contains($"{metric} {value}", said.Split('\n').Single(line => line.StartsWith("hold-out: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        string[] expected = _mails.Predictions();
        Assert.Equal(expected, _mails.Predictions("again.zip"));

        // predict.cs asks a PredictionEngine, in a process of its own.
        string[] texts = [.. lines[1..6].Select(line => line.Split(',', 3)[2])];
        IEnumerable<string> answers = expected.Zip(texts, (prediction, text) => task == "numbers" ? $"{prediction.Split(' ')[1]}: {text}" : $"{prediction.Split(' ')[1]} ({string.Join(", ", prediction.Split(' ')[2..])}): {text}");
        Assert.Equal(answers, Run("predict.cs", [_mails.File("again.zip"), .. texts]).Split('\n')[..^1]);
    }

    private string Run(string name, params string[] arguments)
    {
        string path = Path.Combine(_mails.File("scripts"), name), text = File.ReadAllText(path);
        Assert.Matches("(?m)^#:package MLNetBert@[0-9.]+", text);
        File.WriteAllText(path, Regex.Replace(text, "(?m)^#:package MLNetBert@.*$", $"#:project {Path.Combine(RepositoryFiles.Root, "src", "MLNetBert", "MLNetBert.csproj")}"));
        var start = new ProcessStartInfo("dotnet", ["run", path, "--", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }
}
