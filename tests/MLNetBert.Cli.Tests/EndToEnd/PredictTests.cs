using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using MLNetBert.Cli.Tests.Jobs;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>predict: the same labels and scores in every format, wherever the model runs.</summary>
public sealed class PredictTests : IDisposable
{
    private readonly MailFolder _mails = new();

    public void Dispose() => _mails.Dispose();

    [Fact]
    public void All_formats_have_the_same_labels_and_scores()
    {
        MailFolder.AssertDone(_mails.Train());
        foreach (string output in (string[])["p.csv", "p.tsv", "p.npy", "p.parquet", "p.jsonl.zst"])
            MailFolder.AssertDone(_mails.Predict(output));
        JsonElement judged = MailFolder.Json(_mails.Predict("p.jsonl", "--label", "label", "--json"));
        SchemaCheck.Assert("predict.schema.json", judged);

        string[][] csv = [.. File.ReadLines(_mails.File("p.csv")).Select(line => line.Split(','))];
        string[] expected = [.. csv[1..].Select(MailFolder.Canonical)];
        JsonElement[] json = [.. File.ReadLines(_mails.File("p.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["id", "label", "score.easy-ham", "score.hard-ham", "score.spam"], csv[0]);
        Assert.Equal(csv, File.ReadLines(_mails.File("p.tsv")).Select(line => line.Split('\t')));
        Assert.Equal(csv[1..].Select(row => row[0]), json.Select(row => row.GetProperty("id").GetString()));
        Assert.Equal(csv[1..].Select(row => row[1]), json.Select(row => row.GetProperty("label").GetString()));
        Assert.Equal(csv[1..].SelectMany(row => row[2..]), json.SelectMany(row => row.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetRawText())));
        Assert.Equal(csv[1..].Select(row => row[1]), File.ReadLines(_mails.File("p.labels.txt")));
        Assert.Equal(csv[1..].Select(row => row[0]), File.ReadLines(_mails.File("p.ids.txt")));
        Assert.Equal(csv[1..].SelectMany(row => row[2..].Select(score => float.Parse(score, CultureInfo.InvariantCulture))), Npy.Read(_mails.File("p.npy")).Values);
        Assert.Equal(
            [["id", "VARCHAR"], ["label", "VARCHAR"], ["score.easy-ham", "FLOAT"], ["score.hard-ham", "FLOAT"], ["score.spam", "FLOAT"]],
            Duck.Query($"select column_name, column_type from (describe select * from '{_mails.File("p.parquet")}')"));
        Assert.Equal(expected, Duck.Query($"select * from '{_mails.File("p.parquet")}'").Select(MailFolder.Canonical));
        Assert.Equal([[$"{expected.Length}"]], Duck.Query($"select count(*) from read_json('{_mails.File("p.jsonl.zst")}')"));

        double right = File.ReadLines(_mails.Mails).Skip(1).Zip(csv[1..], (line, row) => line.Split(',')[1] == row[1] ? 1.0 : 0).Average();
        Assert.Equal(right, judged.GetProperty("metrics").GetProperty("accuracy").GetDouble(), 1e-12);
        Command.Result piped = Command.Run(File.ReadAllBytes(_mails.Mails), "predict", _mails.File("mail.zip"), "-", "--out", "-", "--quiet");
        Assert.Equal(File.ReadAllText(_mails.File("p.jsonl")), piped.Text);
    }

    [Fact]
    public void An_engine_a_process_and_another_culture_give_the_same_bits()
    {
        MailFolder.AssertDone(_mails.Train("--threads", "1"));
        string[] expected = _mails.Predictions();

        Assert.Equal(expected, Answers());
        MailFolder.AssertDone(Command.RunUnder("sv-SE", "predict", _mails.File("mail.zip"), _mails.Mails, "--out", _mails.File("p.csv"), "--quiet"));
        Assert.Equal(expected, File.ReadLines(_mails.File("p.csv")).Skip(1).Select(line => MailFolder.Canonical(line.Split(','))));

        MailFolder.AssertDone(Command.RunUnder("sv-SE", "train", _mails.Mails, "--label", "label", "--out", _mails.File("again.zip"), "--model", _mails.Model, "--threads", "3", "--trainers", "lbfgs", "--methods", "none,class-weight", "--features", "bert,bert+text", "--folds", "3", "--quiet"));
        Assert.Equal(expected, _mails.Predictions("again.zip"));
    }

    [Fact]
    public void Many_rows_keep_their_order()
    {
        MailFolder.AssertDone(_mails.TrainBy("--trainers", "lbfgs", "--methods", "none", "--features", "bert+text", "--folds", "2", "--holdout", "0"));
        string[] once = _mails.Predictions(), lines = File.ReadAllLines(_mails.Mails);

        // More than are predicted together.
        string many = _mails.Folder.Write("many.csv", string.Join('\n', lines.Take(1).Concat(Enumerable.Repeat(lines[1..], 80).SelectMany(all => all))) + "\n");
        MailFolder.AssertDone(Command.Run("predict", _mails.File("mail.zip"), many, "--out", _mails.File("many.predictions.csv"), "--quiet"));
        Assert.True(once.Length * 80 > 2 * 4096);
        Assert.Equal(Enumerable.Repeat(once, 80).SelectMany(all => all), File.ReadLines(_mails.File("many.predictions.csv")).Skip(1).Select(line => MailFolder.Canonical(line.Split(','))));
    }

    [Fact]
    public void Parquet_keeps_the_type_of_ids_and_numbers_have_one_score()
    {
        MailFolder.AssertDone(_mails.TrainBy("--trainers", "lbfgs", "--features", "bert", "--methods", "none", "--folds", "2", "--holdout", "0"));
        string input = _mails.File("in.parquet"), output = _mails.File("out.parquet");
        Duck.Run($"copy (select (row_number() over ())::int as id, label, text from read_csv('{_mails.Mails}')) to '{input}' (format parquet)");
        MailFolder.AssertDone(Command.Run("predict", _mails.File("mail.zip"), input, "--out", output, "--quiet"));
        Assert.Equal([["id", "INTEGER"], ["label", "VARCHAR"]], Duck.Query($"select column_name, column_type from (describe select * from '{output}') limit 2"));
        Assert.Equal([["0"]], Duck.Query($"select count(*) from '{input}' anti join '{output}' using (id)"));

        string mixed = _mails.Folder.Write("mixed.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\"id\":\"b\",\"text\":\"b\"}\n");
        Command.AssertRefused(Command.Run("predict", _mails.File("mail.zip"), mixed, "--out", _mails.File("x.parquet"), "--quiet"), "line 2: the id \"b\" is not of the type int64");
        Assert.False(File.Exists(_mails.File("x.parquet")));

        string numbers = _mails.Folder.Write("numbers.csv", string.Concat(File.ReadLines(_mails.Mails).Select((line, i) => i == 0 ? "label,text\n" : $"{line.Length},{line.Split(',', 3)[2]}\n")));
        MailFolder.AssertDone(Command.Run("train", numbers, "--label", "label", "--task", "regression", "--features", "text", "--folds", "2", "--out", _mails.File("numbers.zip"), "--model", _mails.Model, "--quiet"));
        MailFolder.AssertDone(Command.Run("predict", _mails.File("numbers.zip"), numbers, "--out", output, "--quiet"));
        Assert.Equal([["id", "BIGINT"], ["score", "FLOAT"]], Duck.Query($"select column_name, column_type from (describe select * from '{output}')"));
    }

    [Fact]
    public void A_card_of_another_model_or_a_newer_format_is_refused()
    {
        MailFolder.AssertDone(_mails.Train());
        TemporaryFolder folder = _mails.Folder;
        string card = File.ReadAllText(folder.File("mail.card.json"));
        folder.Write("mail.card.json", card.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
        Command.AssertRefused(_mails.Predict(), "mail.card.json has format 2", "update mlnetbert");
        string hash = JsonDocument.Parse(card).RootElement.GetProperty("fingerprint_parts").GetProperty("file model.onnx").GetString()!;
        folder.Write("mail.card.json", card.Replace(hash, new string('0', hash.Length), StringComparison.Ordinal));
        Command.AssertRefused(_mails.Predict(), "do not belong together", "file model.onnx");
        folder.Write("mail.card.json", System.Text.RegularExpressions.Regex.Replace(card, "\"kernels\": \"[^\"]*\"", "\"kernels\": \"those of another processor\""));
        MailFolder.AssertDone(_mails.Predict());
        folder.Write("mail.card.json", "[]");
        Command.AssertRefused(_mails.Predict(), "is not the card of a model");
        folder.Write("mail.card.json", card);
        MailFolder.AssertDone(_mails.Predict());
        File.Delete(folder.File("mail.card.json"));
        MailFolder.AssertDone(_mails.Predict());
        folder.Write("mail.zip", "no zip");
        Command.AssertRefused(_mails.Predict(), "is not a model that ML.NET can load");
    }

    // What a PredictionEngine within this process says.
    private string[] Answers()
    {
        var ml = new MLContext();
        using PredictionEngine<Mail, Answer> engine = ml.Model.CreatePredictionEngine<Mail, Answer>(ml.Model.Load(_mails.File("mail.zip"), out _));
        return [.. File.ReadLines(_mails.Mails).Skip(1).Select(line => line.Split(',', 3)).Select(Predict)];

        string Predict(string[] row)
        {
            string text = row[2].StartsWith('"') ? row[2][1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : row[2];
            Answer answer = engine.Predict(new Mail { Text = text });
            return MailFolder.Canonical([row[0], answer.PredictedLabel, .. answer.Score.Select(score => score.ToString("R", CultureInfo.InvariantCulture))]);
        }
    }

    private sealed class Mail
    {
        public string Text { get; set; } = "";
    }

    private sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
