using System.Globalization;
using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>A folder with some mails and a tiny model, in which train and predict run.</summary>
internal sealed class MailFolder : IDisposable
{
    private static readonly string[] Quick = ["--trainers", "lbfgs", "--methods", "none,class-weight", "--features", "bert,bert+text", "--folds", "3", "--quiet"];

    public MailFolder()
    {
        string[] lines = System.IO.File.ReadAllLines(AllMails);
        Mails = Folder.Write("mails.csv", string.Join('\n', lines.Where((line, i) => i == 0 || i % 40 == 0 || (i % 8 == 0 && line.Contains(",hard-ham,", StringComparison.Ordinal)))) + "\n");
        Model = Folder.File("tiny");
        Directory.CreateDirectory(Model);
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")).Concat(((string[])["model.onnx", "config.json"]).Select(name => ReferenceModels.Path("tiny-bert", name))))
            System.IO.File.Copy(file, Path.Combine(Model, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>All mails there are.</summary>
    public static string AllMails => Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv");

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Some mails: id, label, text.</summary>
    public string Mails { get; }

    /// <summary>The tiny model.</summary>
    public string Model { get; }

    public string File(string name) => Folder.File(name);

    /// <summary>Trains on the mails, few pipelines; the model is mail.zip.</summary>
    public Command.Result Train(params string[] more) => Command.Run(["train", Mails, "--label", "label", "--out", File("mail.zip"), "--model", Model, .. Quick, .. more]);

    /// <summary>Trains on the mails, quietly.</summary>
    public Command.Result TrainBy(params string[] options) => Command.Run(["train", Mails, "--label", "label", "--out", File("mail.zip"), "--model", Model, "--quiet", .. options]);

    /// <summary>Predicts them by mail.zip.</summary>
    public Command.Result Predict(string output = "p.csv", params string[] more) => Command.Run(["predict", File("mail.zip"), Mails, "--out", File(output), "--quiet", .. more]);

    /// <summary>Predicts them, and gives the predictions: id, label and scores.</summary>
    public string[] Predictions(string model = "mail.zip")
    {
        AssertDone(Command.Run("predict", File(model), Mails, "--out", File("predictions.csv"), "--quiet"));
        return [.. System.IO.File.ReadLines(File("predictions.csv")).Skip(1).Select(line => Canonical(line.Split(',')))];
    }

    /// <summary>A prediction as a text: id, label if there is one, and scores, which differ if one bit does.</summary>
    public static string Canonical(string[] fields)
    {
        int scores = fields.Length == 2 ? 1 : 2;
        return string.Join(' ', [.. fields[..scores], .. fields[scores..].Select(score => float.Parse(score, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture))]);
    }

    public static void AssertDone(Command.Result result) => Assert.True(result.ExitCode == 0 && result.Errors.Length == 0, result.Errors);

    public static JsonElement Json(Command.Result result)
    {
        AssertDone(result);
        return JsonDocument.Parse(result.Text).RootElement;
    }

    public void Dispose() => Folder.Dispose();
}
