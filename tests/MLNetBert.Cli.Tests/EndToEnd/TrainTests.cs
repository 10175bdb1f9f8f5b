using System.Globalization;
using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>train and predict, from a file of mails to labels.</summary>
public sealed class TrainTests : IDisposable
{
    private static readonly string[] Quick = ["--trainers", "lbfgs", "--methods", "none,class-weight", "--features", "bert,bert+text", "--folds", "3", "--quiet"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _mails;
    private readonly string _model;

    public TrainTests()
    {
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv"));
        _mails = _folder.Write("mails.csv", string.Join('\n', lines.Where((line, i) => i == 0 || i % 40 == 0 || (i % 8 == 0 && line.Contains(",hard-ham,", StringComparison.Ordinal)))) + "\n");
        _model = TinyFolder();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_comes_with_a_card_a_page_and_scripts_and_gives_the_same_labels_in_every_format()
    {
        JsonElement trained = Json(Train("--report", _folder.File("mail.html"), "--scripts", _folder.File("scripts"), "--json"));
        JsonElement card = JsonDocument.Parse(File.ReadAllText(_folder.File("mail.card.json"))).RootElement;
        SchemaCheck.Assert("train.schema.json", trained);
        SchemaCheck.Assert("train.schema.json", card);
        Assert.Equal(trained.GetProperty("data").GetRawText(), card.GetProperty("data").GetRawText());
        Assert.Equal(5, trained.GetProperty("learning_curve").GetArrayLength());
        string page = File.ReadAllText(_folder.File("mail.html"));
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.All((string[])["What was tried", "Each class", "Precision and recall", "Are scores probabilities?", "What more rows would bring", "Most surely wrong", "Nearly the same, labelled differently", "How the rows were divided"], title => Assert.Contains(title, page, StringComparison.Ordinal));
        Assert.Equal(["README.md", "predict.cs", "train.cs"], Directory.GetFiles(_folder.File("scripts")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        AssertDone(Command.Run("predict", _folder.File("mail.zip"), _mails, "--out", _folder.File("p.csv"), "--quiet"));
        JsonElement judged = Json(Command.Run("predict", _folder.File("mail.zip"), _mails, "--out", _folder.File("p.jsonl"), "--label", "label", "--json", "--quiet"));
        SchemaCheck.Assert("predict.schema.json", judged);
        AssertDone(Command.Run("predict", _folder.File("mail.zip"), _mails, "--out", _folder.File("p.npy"), "--quiet"));
        string[][] csv = [.. File.ReadLines(_folder.File("p.csv")).Select(line => line.Split(','))];
        JsonElement[] json = [.. File.ReadLines(_folder.File("p.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["id", "label", "score.easy-ham", "score.hard-ham", "score.spam"], csv[0]);
        Assert.Equal(csv[1..].Select(row => row[1]), json.Select(row => row.GetProperty("label").GetString()));
        Assert.Equal(csv[1..].Select(row => row[1]), File.ReadLines(_folder.File("p.labels.txt")));
        Assert.Equal(csv[1..].Select(row => row[0]), File.ReadLines(_folder.File("p.ids.txt")));
        Assert.Equal(csv[1..].SelectMany(row => row[2..].Select(score => float.Parse(score, CultureInfo.InvariantCulture))), Npy.Read(_folder.File("p.npy")).Values);
        Assert.Equal(csv[1..].SelectMany(row => row[2..]), json.SelectMany(row => row.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetRawText())));
        double right = File.ReadLines(_mails).Skip(1).Zip(csv[1..], (line, row) => line.Split(',')[1] == row[1] ? 1.0 : 0).Average();
        Assert.Equal(right, judged.GetProperty("metrics").GetProperty("accuracy").GetDouble(), 1e-12);

        Command.Result piped = Command.Run(File.ReadAllBytes(_mails), "predict", _folder.File("mail.zip"), "-", "--out", "-", "--quiet");
        Assert.Equal(File.ReadAllText(_folder.File("p.jsonl")), piped.Text);
    }

    [Fact]
    public void A_card_of_another_model_or_a_newer_format_is_refused()
    {
        AssertDone(Train());
        string card = File.ReadAllText(_folder.File("mail.card.json"));
        _folder.Write("mail.card.json", card.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
        Command.AssertRefused(Predict(), "mail.card.json has format 2", "update mlnetbert");
        string hash = JsonDocument.Parse(card).RootElement.GetProperty("fingerprint_parts").GetProperty("file model.onnx").GetString()!;
        _folder.Write("mail.card.json", card.Replace(hash, new string('0', hash.Length), StringComparison.Ordinal));
        Command.AssertRefused(Predict(), "do not belong together", "file model.onnx");
        _folder.Write("mail.card.json", System.Text.RegularExpressions.Regex.Replace(card, "\"kernels\": \"[^\"]*\"", "\"kernels\": \"those of another processor\""));
        AssertDone(Predict());
        _folder.Write("mail.card.json", "[]");
        Command.AssertRefused(Predict(), "is not the card of a model");
        _folder.Write("mail.card.json", card);
        AssertDone(Predict());
        File.Delete(_folder.File("mail.card.json"));
        AssertDone(Predict());
        _folder.Write("mail.zip", "no zip");
        Command.AssertRefused(Predict(), "is not a model that ML.NET can load");
    }

    [Fact]
    public void What_cannot_be_done_is_told_before_the_model_opens()
    {
        const string Missing = "/nowhere/model";
        Command.AssertRefused(Run("--label", "kind", "--model", Missing), "has no column \"kind\"", "\"label\"", "--label");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--metric", "beauty"), "--metric beauty is unknown", "geometric-mean");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--methods", "none,magic"), "--methods magic is unknown", "smote-tomek");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--trainers", "gpt"), "--trainers gpt is unknown", "averaged-perceptron");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--folds", "1"), "--folds 1 is not a whole number of at least 2");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--holdout", "0.9"), "--holdout 0.9 is not a number from 0 to 0.5");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--time-budget", "soon"), "--time-budget soon is not a time");
        Command.AssertRefused(Run("--label", "label", "--model", Missing, "--task", "regression", "--methods", "smote"), "--methods is for classes");
        Command.AssertRefused(Command.Run("train", _mails, "--label", "label", "--out", _folder.File("no/such/mail.zip"), "--model", Missing), "does not exist; create it first");
        Command.AssertRefused(Command.Run("train", _mails, "--label", "label", "--out", _folder.File("mail.npy"), "--model", Missing), "a model is a .zip file");
        Command.AssertRefused(Command.Run("predict", _folder.File("none.zip"), _mails, "--out", _folder.File("p.csv")), "there is no such file");
        Command.AssertRefused(Command.Run("predict", _folder.File("none.zip"), _mails, "--out", _folder.File("p.parquett")), "the ending does not tell the format");
        Assert.Empty(Directory.GetFiles(_folder.Path, "mail.*").Concat(Directory.GetFiles(_folder.Path, ".mlnetbert-*")));
    }

    [Fact]
    public void Rows_that_teach_nothing_leave_nothing_behind()
    {
        string one = _folder.Write("one.csv", "label,text\na,x\na,y\n"), empty = _folder.Write("empty.jsonl", "{\"label\": 1, \"text\": \"x\"}\n{\"label\": \"\", \"text\": \"y\"}\n");
        Command.AssertRefused(Command.Run("train", one, "--label", "label", "--out", _folder.File("mail.zip"), "--model", _model), "All rows are of class a");
        Command.AssertRefused(Command.Run("train", empty, "--label", "label", "--out", _folder.File("mail.zip"), "--model", _model), "line 2: the label is empty");
        Command.AssertRefused(Command.Run("train", _folder.Write("plain.txt", "a\nb\n"), "--label", "label", "--out", _folder.File("mail.zip")), "has no column \"label\"");
        Assert.Empty(Directory.GetFiles(_folder.Path, "mail.*"));
    }

    [Fact]
    public void Cultures_and_threads_change_nothing()
    {
        AssertDone(Train("--threads", "1"));
        AssertDone(Predict());
        string plain = File.ReadAllText(_folder.File("p.csv"));
        AssertDone(Command.RunUnder("sv-SE", ["train", _mails, "--label", "label", "--out", _folder.File("mail.zip"), "--model", _model, "--threads", "3", .. Quick]));
        AssertDone(Command.RunUnder("sv-SE", "predict", _folder.File("mail.zip"), _mails, "--out", _folder.File("p.csv"), "--quiet"));

        Assert.Equal(plain, File.ReadAllText(_folder.File("p.csv")));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Interrupted_it_keeps_the_best_so_far()
    {
        string mails = Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv");
        using System.Diagnostics.Process process = Command.Start("train", mails, "--label", "label", "--out", _folder.File("mail.zip"), "--model", _model);
        string? line;
        do
            line = process.StandardError.ReadLine();
        while (line?.StartsWith("search: ", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
        Command.Signal(process, "INT");
        string rest = process.StandardError.ReadToEnd();

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)));
        Assert.Contains("the best so far is kept", rest, StringComparison.Ordinal);
        Assert.Contains("The search was ended early", rest, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
        AssertDone(Predict());
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("many", "--methods", "class-weight,smote", "--trainers", "sdca,lbfgs")]
    [InlineData("two", "--methods", "none,random-over-sampler", "--trainers", "lbfgs")]
    [InlineData("two", "--trainers", "averaged-perceptron", "--features", "text,bert+text")]
    [InlineData("numbers", "--task", "regression")]
    public void The_scripts_give_the_same_labels_and_scores_to_the_bit(string task, params string[] options)
    {
        string[] lines = File.ReadAllLines(_mails);
        string rows = _folder.Write("rows.csv", string.Join('\n', lines.Select((line, i) => i == 0 ? line
            : task == "two" ? line.Replace(",spam,", ",easy-ham,", StringComparison.Ordinal)
            : task == "numbers" ? $"{line.Split(',')[0]},{line.Length},{line.Split(',', 3)[2]}" : line)) + "\n");
        AssertDone(Command.Run(["train", rows, "--label", "label", "--out", _folder.File("mail.zip"), "--model", _model, "--folds", "3", "--scripts", _folder.File("scripts"), "--quiet", .. options]));
        foreach (string script in (string[])["train.cs", "predict.cs"])
        {
            string path = Path.Combine(_folder.File("scripts"), script), text = File.ReadAllText(path);
            Assert.Matches("(?m)^#:package MLNetBert@[0-9.]+", text);

            // The packages of this very build are tested where they are packed.
            File.WriteAllText(path, System.Text.RegularExpressions.Regex.Replace(text, "(?m)^#:package MLNetBert@.*$", $"#:project {Path.Combine(RepositoryFiles.Root, "src", "MLNetBert", "MLNetBert.csproj")}"));
        }

        string said = Script("train.cs", rows, _folder.File("again.zip"));
        JsonElement card = JsonDocument.Parse(File.ReadAllText(_folder.File("mail.card.json"))).RootElement;
        foreach (string metric in task == "numbers" ? (string[])["mae", "rmse"] : ["balanced-accuracy", "macro-f1", "accuracy"])
        {
            string value = card.GetProperty("hold_out").GetProperty("metrics").GetProperty(metric).GetProperty("value").GetDouble().ToString("0.000", CultureInfo.InvariantCulture);
            Assert.Contains($"{metric} {value}", said.Split('\n').Single(line => line.StartsWith("hold-out: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        foreach (string model in (string[])["mail", "again"])
            AssertDone(Command.Run("predict", _folder.File($"{model}.zip"), rows, "--out", _folder.File($"{model}.csv"), "--quiet"));
        Assert.Equal(File.ReadAllText(_folder.File("mail.csv")), File.ReadAllText(_folder.File("again.csv")));
        Assert.Contains(": You have won a prize", Script("predict.cs", _folder.File("again.zip"), "You have won a prize"), StringComparison.Ordinal);
    }

    private string Script(string name, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", ["run", Path.Combine(_folder.File("scripts"), name), "--", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }

    private static void AssertDone(Command.Result result) => Assert.True(result.ExitCode == 0 && result.Errors.Length == 0, result.Errors);

    private static JsonElement Json(Command.Result result)
    {
        AssertDone(result);
        return JsonDocument.Parse(result.Text).RootElement;
    }

    private Command.Result Train(params string[] more) => Command.Run(["train", _mails, "--label", "label", "--out", _folder.File("mail.zip"), "--model", _model, .. Quick, .. more]);

    private Command.Result Run(params string[] options) => Command.Run(["train", _mails, "--out", _folder.File("mail.zip"), .. options]);

    private Command.Result Predict() => Command.Run("predict", _folder.File("mail.zip"), _mails, "--out", _folder.File("p.csv"), "--quiet");

    private string TinyFolder()
    {
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")).Concat(((string[])["model.onnx", "config.json"]).Select(name => ReferenceModels.Path("tiny-bert", name))))
        {
            Directory.CreateDirectory(_folder.File("tiny"));
            File.Copy(file, Path.Combine(_folder.File("tiny"), Path.GetFileName(file)), overwrite: true);
        }

        return _folder.File("tiny");
    }
}
