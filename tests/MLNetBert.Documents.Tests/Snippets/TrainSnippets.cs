using Microsoft.ML;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The examples of docs/train.md, run.</summary>
public class TrainSnippets
{
    [Fact]
    public void From_rows_to_a_model_to_an_answer()
    {
        #region trainer
        LabeledText[] rows = [.. File.ReadLines("mail.csv").Skip(1).Select(line => line.Split(',', 3)).Select(field => new LabeledText(field[2], field[1]))];
        var trainer = new TextClassifierTrainer(new TextClassifierOptions { Trainers = ["lbfgs"], Methods = ["none", "class-weight"] });
        TextClassifierResult result = trainer.Train(rows);
        Console.WriteLine($"{result.Pipeline}: {result.Metric} {result.CrossValidation.Metric}, on rows set aside {result.HoldOut!.Metric}");
        using (FileStream zip = File.Create("classifier.zip"))
            result.Save(zip);
        #endregion
        Assert.True(result.CrossValidation.Metric.Value > result.Commonest + 0.2);

        #region predict
        var ml = new MLContext();
        ITransformer model = ml.Model.Load("classifier.zip", out _);
        using PredictionEngine<Mail, MailClass> engine = ml.Model.CreatePredictionEngine<Mail, MailClass>(model);
        MailClass answer = engine.Predict(new Mail { Text = "You have won a prize" });   // answer.PredictedLabel, answer.Score: a probability for each class
        #endregion
        Assert.Contains(answer.PredictedLabel, result.ClassNames);
        Assert.Equal(1, answer.Score.Sum(), 1e-5);
    }

    private sealed class Mail
    {
        public string Text { get; set; } = "";
    }

    private sealed class MailClass
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
