using System.Text.Json;
using MLNetBert.Cli.Options;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>train, from a file of mails to a model, a card, a page and scripts.</summary>
public sealed class TrainTests : IDisposable
{
    private readonly MailFolder _mails = new();

    public void Dispose() => _mails.Dispose();

    [Fact]
    public void A_model_comes_with_a_card_a_page_and_scripts()
    {
        JsonElement trained = MailFolder.Json(_mails.Train("--report", _mails.File("mail.html"), "--scripts", _mails.File("scripts"), "--json"));
        JsonElement card = JsonDocument.Parse(File.ReadAllText(_mails.File("mail.card.json"))).RootElement;
        SchemaCheck.Assert("train.schema.json", trained);
        SchemaCheck.Assert("train.schema.json", card);
        Assert.Equal(trained.GetProperty("data").GetRawText(), card.GetProperty("data").GetRawText());
        Assert.Equal(5, trained.GetProperty("learning_curve").GetArrayLength());
        string page = File.ReadAllText(_mails.File("mail.html"));
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.All((string[])["What was tried", "Each class", "Precision and recall", "Are scores probabilities?", "What more rows would bring", "Most surely wrong", "Nearly the same, labelled differently", "How the rows were divided"], title => Assert.Contains(title, page, StringComparison.Ordinal));
        Assert.Equal(["README.md", "predict.cs", "train.cs"], Directory.GetFiles(_mails.File("scripts")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_cannot_be_done_is_told_before_the_model_opens()
    {
        const string Missing = "/nowhere/model";
        Command.AssertRefused(Run("--label", "kind", "--model", Missing), "has no column \"kind\"", "\"label\"", "--label");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--metric", "beauty"), "--metric beauty is unknown", "geometric-mean");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--methods", "none,magic"), "--methods magic is unknown", "smote-tomek");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--trainers", "gpt"), "--trainers gpt is unknown", "averaged-perceptron", "lightgbm");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--folds", "1"), "--folds 1 is not a whole number of at least 2");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--holdout", "0.9"), "--holdout 0.9 is not a number from 0 to 0.5");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--time-budget", "soon"), "--time-budget soon is not a time");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--task", "regression", "--methods", "smote"), "--methods is for classes");
        Command.AssertRefused(Command.Run("train", _mails.Mails, "--label", "label", "--out", _mails.File("no/such/mail.zip"), "--model", Missing), "does not exist; create it first");
        Command.AssertRefused(Command.Run("train", _mails.Mails, "--label", "label", "--out", _mails.File("mail.npy"), "--model", Missing), "a model is a .zip file");
        Command.AssertRefused(Command.Run("train", "-", "--format", "csv", "--label", "label", "--out", _mails.File("mail.zip"), "--model", Missing, "--scripts", _mails.File("scripts")), "train.cs reads files whose names end in .csv");
        Command.AssertRefused(Command.Run("predict", _mails.File("none.zip"), _mails.Mails, "--out", _mails.File("p.csv")), "there is no such file");
        Command.AssertRefused(Command.Run("predict", _mails.File("none.zip"), _mails.Mails, "--out", _mails.File("p.parquett")), "the ending does not tell the format");
        Command.AssertRefused(Command.Run("predict", _mails.File("none.zip"), _mails.Mails, "--out", _mails.File("p.parquet.gz")), "Parquet is compressed within");
        Assert.Equal(["mails.csv", "tiny"], _mails.Folder.Names());
    }

    [Fact]
    public void Rows_that_teach_nothing_leave_nothing_behind()
    {
        string one = _mails.Folder.Write("one.csv", "label,text\na,x\na,y\n"), empty = _mails.Folder.Write("empty.jsonl", "{\"label\": 1, \"text\": \"x\"}\n{\"label\": \"\", \"text\": \"y\"}\n"), plain = _mails.Folder.Write("plain.txt", "a\nb\n");
        string[] before = _mails.Folder.Names();
        Command.AssertRefused(Command.Run("train", one, "--label", "label", "--out", _mails.File("mail.zip"), "--model", _mails.Model), "All rows are of class a");
        Command.AssertRefused(Command.Run("train", empty, "--label", "label", "--out", _mails.File("mail.zip"), "--model", _mails.Model), "line 2: the label is empty");
        Command.AssertRefused(Command.Run("train", plain, "--label", "label", "--out", _mails.File("mail.zip")), "has no column \"label\"");
        Assert.Equal(before, _mails.Folder.Names());
    }

    [Fact]
    public void Lightgbm_is_tried_when_it_is_named_and_its_models_name_its_package()
    {
        string[] options = ["--trainers", "lightgbm", "--features", "bert", "--methods", "none", "--folds", "2"];
        Command.Result result = _mails.TrainBy(["--scripts", _mails.File("scripts"), "--threads", "1", "--json", .. options]);
        if (!LightGbm.IsThere)
        {
            Command.AssertRefused(result, "--trainers lightgbm", "native library");
            return;
        }

        JsonElement trained = MailFolder.Json(result);
        Assert.Equal("lightgbm", trained.GetProperty("pipeline").GetProperty("trainer").GetString());
        SchemaCheck.Assert("train.schema.json", trained);
        string version = trained.GetProperty("versions").GetProperty("Microsoft.ML.LightGbm").GetString()!;
        Assert.Matches(@"^\d+\.\d+\.\d+$", version);
        foreach (string script in (string[])["train.cs", "predict.cs"])
            Assert.Contains($"\n#:package Microsoft.ML.LightGbm@{version}\n", File.ReadAllText(Path.Combine(_mails.File("scripts"), script)), StringComparison.Ordinal);

        string[] predictions = _mails.Predictions();
        MailFolder.AssertDone(_mails.TrainBy(["--threads", "3", .. options]));
        Assert.Equal(predictions, _mails.Predictions());
    }

    [Fact]
    public void A_time_budget_ends_the_search_and_brings_in_lightgbm()
    {
        JsonElement trained = MailFolder.Json(_mails.TrainBy("--folds", "3", "--time-budget", "0.2", "--json"));
        Assert.Contains(trained.GetProperty("notes").EnumerateArray(), note => note.GetString()!.StartsWith("The search was ended early", StringComparison.Ordinal));
        Assert.NotEmpty(_mails.Predictions());
        JsonElement longer = MailFolder.Json(_mails.TrainBy("--methods", "none", "--features", "bert", "--folds", "2", "--time-budget", "2m", "--json"));
        Assert.Equal(LightGbm.IsThere, longer.GetProperty("pipelines").EnumerateArray().Any(cell => cell.GetProperty("trainer").GetString() == "lightgbm" && cell.GetProperty("folds").GetArrayLength() > 0));
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Ctrl_C_keeps_the_best_so_far_and_other_signals_end_all(string signal)
    {
        using System.Diagnostics.Process process = Command.Start("train", MailFolder.AllMails, "--label", "label", "--out", _mails.File("mail.zip"), "--model", _mails.Model);
        string? line;
        do
            line = process.StandardError.ReadLine();
        while (line?.StartsWith("search: ", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
        Command.Signal(process, signal);
        string rest = process.StandardError.ReadToEnd();

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)));
        if (signal == "TERM")
        {
            // A fit may take longer than the three seconds after which the command ends itself.
            Assert.EndsWith("mlnetbert: interrupted; no file was written or changed.\n", rest.Replace(" in the middle of a step", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(Command.ExitCode(signal), process.ExitCode);
            Assert.Equal(["mails.csv", "tiny"], _mails.Folder.Names());
            return;
        }

        Assert.Contains("the best so far is kept", rest, StringComparison.Ordinal);
        Assert.Contains("The search was ended early", rest, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
        MailFolder.AssertDone(_mails.Predict());
    }

    private Command.Result Run(params string[] options) => Command.Run(["train", _mails.Mails, "--out", _mails.File("mail.zip"), .. options]);
}
