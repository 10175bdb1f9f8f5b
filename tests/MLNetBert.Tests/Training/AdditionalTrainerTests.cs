using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNetBert.StageTests.Training;

/// <summary>Trainers of the caller's, beside those that the library knows.</summary>
public class AdditionalTrainerTests
{
    private static readonly LabeledText[] Rows = MailRows.Some(20, 30);

    private static readonly LabeledText[] TwoClasses = [.. Rows.Select(row => row with { Label = row.Label == "hard-ham" ? "rare" : "common" })];

    // The library's own trainer under another name: what it reaches must be the same.
    private static readonly AdditionalTrainer Lbfgs = new("mine", request => request.Task == LearningTask.BinaryClassification
        ? request.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            FeatureColumnName = request.FeatureColumnName,
            LabelColumnName = request.LabelColumnName,
            ExampleWeightColumnName = request.ExampleWeightColumnName,
            L1Regularization = 0,
            L2Regularization = 1,
            NumberOfThreads = 1,
        })
        : request.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            FeatureColumnName = request.FeatureColumnName,
            LabelColumnName = request.LabelColumnName,
            ExampleWeightColumnName = request.ExampleWeightColumnName,
            L1Regularization = 0,
            L2Regularization = 1,
            NumberOfThreads = 1,
        }))
    { TakesWeights = true };

    private static readonly TextClassifierOptions Quick = new() { Folds = 3, Features = ["bert", "bert+text"], Methods = ["none", "class-weight"], AdditionalTrainers = [Lbfgs] };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_reaches_what_the_same_trainer_reaches(bool two)
    {
        TextClassifierResult result = new TextClassifierTrainer(Quick with { Trainers = ["mine", "lbfgs"] }, TinyModel.Bert).Train(two ? TwoClasses : Rows);

        TextClassifierCell[] mine = [.. result.Cells.Where(cell => cell.Pipeline.Trainer == "mine")];
        Assert.Equal(4, mine.Length);
        foreach (TextClassifierCell cell in mine)
        {
            TextClassifierCell own = result.Cells.Single(other => other.Pipeline == cell.Pipeline with { Trainer = "lbfgs", C = 1 });
            Assert.NotEmpty(cell.Folds);
            int folds = Math.Min(own.Folds.Count, cell.Folds.Count);
            Assert.Equal(own.Folds.Take(folds), cell.Folds.Take(folds));
        }

        Assert.Equal("lbfgs", result.Pipeline.Trainer);
    }

    [Fact]
    public void It_is_tried_after_all_others_and_not_at_all_when_the_time_is_over()
    {
        using var stop = new CancellationTokenSource();
        int fits = 0;
        var slow = new AdditionalTrainer("slow", request =>
        {
            fits++;
            stop.Cancel();
            return Lbfgs.Create(request);
        });
        TextClassifierResult result = new TextClassifierTrainer(Quick with { Trainers = null, AdditionalTrainers = [slow] }, TinyModel.Bert).Train(Rows, stopSearch: stop.Token);

        Assert.Equal(1, fits);
        Assert.Contains(result.Cells, cell => cell.Pipeline.Trainer != "slow" && cell.Folds.Count == 3);
        Assert.Equal([0, 1], result.Cells.Where(cell => cell.Pipeline.Trainer == "slow").Select(cell => cell.Folds.Count).Order());
        Assert.Contains(result.Notes, note => note.StartsWith("The search was ended early, before ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Cells, cell => cell.Pipeline is { Trainer: "slow", Method: "class-weight" });
    }

    [Fact]
    public void One_that_is_hopeless_is_left_after_a_fold()
    {
        var dull = new AdditionalTrainer("dull", request => request.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(request.LabelColumnName, request.FeatureColumnName, l1Regularization: 1e4f));
        TextClassifierResult result = new TextClassifierTrainer(Quick with { Features = ["bert+text"], AdditionalTrainers = [dull] }, TinyModel.Bert).Train(Rows);

        TextClassifierCell cell = result.Cells.Single(cell => cell.Pipeline.Trainer == "dull");
        Assert.True(cell.IsStopped);
        Assert.Single(cell.Folds);
    }

    [Fact]
    public void Alone_it_makes_a_model_with_a_threshold_that_can_be_loaded()
    {
        TextClassifierResult usual = new TextClassifierTrainer(Quick with { Trainers = ["mine"] }, TinyModel.Bert).Train(TwoClasses);
        TextClassifierResult strict = new TextClassifierTrainer(Quick with { Trainers = ["mine"], Threshold = 0.999 }, TinyModel.Bert).Train(TwoClasses);

        Assert.Equal("mine", usual.Pipeline.Trainer);
        Assert.NotNull(usual.Threshold);
        using var file = new MemoryStream();
        usual.Save(file);
        file.Position = 0;
        var ml = new MLContext();
        string[] labels = Labels(ml.Model.Load(file, out _));
        Assert.Equal(Labels(usual.Model), labels);
        Assert.InRange(Labels(strict.Model).Count(label => label == "rare"), 0, labels.Count(label => label == "rare") - 1);
    }

    [Fact]
    public void Names_are_its_own()
    {
        foreach (string name in (string[])["lbfgs", "", " "])
            Assert.Throws<ArgumentException>(() => new TextClassifierTrainer(new() { AdditionalTrainers = [Lbfgs with { Name = name }] }));
        Assert.Throws<ArgumentException>(() => new TextClassifierTrainer(new() { AdditionalTrainers = [Lbfgs, Lbfgs] }));
        BadInputException unknown = Assert.Throws<BadInputException>(() => new TextClassifierTrainer(Quick with { Trainers = ["yours"] }));
        Assert.Contains("averaged-perceptron, mine", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_does_not_give_what_it_should_is_refused()
    {
        Refuse("made no estimator", _ => null!);
        Refuse("gives no column Probability", request => request.Context.BinaryClassification.Trainers.LinearSvm(request.LabelColumnName, request.FeatureColumnName));
        Refuse("its threshold cannot be set", request => Lbfgs.Create(request).Append(Lbfgs.Create(request)));

        static void Refuse(string why, Func<TrainerRequest, IEstimator<ITransformer>> create)
        {
            var trainer = new TextClassifierTrainer(Quick with { Features = ["bert"], Methods = ["none"], Trainers = ["odd"], AdditionalTrainers = [new("odd", create)] }, TinyModel.Bert);
            Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => trainer.Train(TwoClasses)).Message, StringComparison.Ordinal);
        }
    }

    private static string[] Labels(ITransformer model)
    {
        var ml = new MLContext();
        return [.. model.Transform(ml.Data.LoadFromEnumerable(TwoClasses.Select(row => new Input { Text = row.Text }))).GetColumn<string>("PredictedLabel")];
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";
    }
}
