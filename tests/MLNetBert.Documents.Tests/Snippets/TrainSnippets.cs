using Microsoft.ML;
using Microsoft.ML.Trainers;
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

        #region additional
        var sgd = new AdditionalTrainer("sgd", request => request.Context.MulticlassClassification.Trainers.OneVersusAll(
            request.Context.BinaryClassification.Trainers.SgdCalibrated(new SgdCalibratedTrainer.Options
            {
                FeatureColumnName = request.FeatureColumnName,
                LabelColumnName = request.LabelColumnName,
                NumberOfThreads = 1,
            })));
        TextClassifierResult wider = new TextClassifierTrainer(new TextClassifierOptions { Trainers = ["lbfgs", "sgd"], AdditionalTrainers = [sgd], Features = ["bert"], Methods = ["none"] }).Train(rows);
        #endregion
        Assert.Contains(wider.Cells, cell => cell.Pipeline.Trainer == "sgd" && cell.Metric != null);
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
