using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests.Training;

public class TextClassifierTests
{
    private static readonly TextClassifierOptions Small = new() { Folds = 3, Methods = ["none", "random-over-sampler", "smote"], Trainers = ["lbfgs", "averaged-perceptron"] };

    private static readonly LabeledText[] Rows = MailRows.Some(20, 30);

    private static readonly Lazy<TextClassifierResult> Result = new(() => new TextClassifierTrainer(Small with { LearningCurve = true }, TinyModel.Bert).Train(Rows));

    [Fact]
    public void Threads_change_nothing()
    {
        TextClassifierResult one = new TextClassifierTrainer(Small with { Threads = 1, LearningCurve = true }, TinyModel.Bert).Train(Rows), more = new TextClassifierTrainer(Small with { Threads = 3 }, TinyModel.Bert).Train(Rows);

        foreach (TextClassifierResult other in (TextClassifierResult[])[one, more])
        {
            Assert.Equal(Result.Value.Pipeline, other.Pipeline);
            Assert.Equal(Result.Value.Cells.Select(cell => (cell.Pipeline, cell.Metric, string.Join(' ', cell.Folds))), other.Cells.Select(cell => (cell.Pipeline, cell.Metric, string.Join(' ', cell.Folds))));
            Assert.Equal(Result.Value.HoldOut!.Predictions.SelectMany(prediction => prediction.Scores), other.HoldOut!.Predictions.SelectMany(prediction => prediction.Scores));
            Assert.Equal(Scores(Result.Value), Scores(other));
        }

        Assert.Equal(Result.Value.LearningCurve, one.LearningCurve);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1], one.LearningCurve.Select(point => point.Share));
        Assert.Equal(one.CrossValidation.Metric.Value, one.LearningCurve[^1].Metric.Value);
    }

    [Fact]
    public void A_saved_model_gives_the_same_bits_in_a_view_and_in_an_engine()
    {
        var ml = new MLContext();
        using var file = new MemoryStream();
        Result.Value.Save(file);
        file.Position = 0;
        ITransformer loaded = ml.Model.Load(file, out DataViewSchema schema);

        Assert.Equal(["Text"], schema.Select(column => column.Name));
        IDataView view = loaded.Transform(ml.Data.LoadFromEnumerable(Rows.Take(40).Select(row => new Input { Text = row.Text })));
        Output[] fromView = [.. ml.Data.CreateEnumerable<Output>(view, reuseRowObject: false)];
        using PredictionEngine<Input, Output> engine = ml.Model.CreatePredictionEngine<Input, Output>(loaded);
        Assert.Equal(Scores(Result.Value), fromView.Select(output => string.Join(' ', output.Score)));
        foreach ((LabeledText row, Output expected) in Rows.Zip(fromView))
        {
            Output output = engine.Predict(new Input { Text = row.Text });
            Assert.Equal(expected.PredictedLabel, output.PredictedLabel);
            Assert.Equal(expected.Score, output.Score);
            Assert.Equal(1, output.Score.Sum(), 1e-5);
            Assert.Contains(output.PredictedLabel, Result.Value.ClassNames);
        }
    }

    [Fact]
    public void The_chosen_one_is_the_simplest_within_a_standard_error_of_the_best()
    {
        TextClassifierCell[] complete = [.. Result.Value.Cells.Where(cell => !cell.IsStopped && cell.Failure == null)];
        TextClassifierCell best = complete.MaxBy(cell => cell.Metric!.Value.Value)!;
        double mean = best.Folds.Average(), error = Math.Sqrt(best.Folds.Sum(value => (value - mean) * (value - mean)) / 2 / 3);

        Assert.Equal(best.Pipeline, Result.Value.Best);
        TextClassifierCell[] good = [.. complete.Where(cell => cell.Metric!.Value.Value >= best.Metric!.Value.Value - error)];
        Assert.Contains(good, cell => cell.Pipeline == Result.Value.Pipeline);
        string[] kinds = [.. TextClassifierOptions.FeatureNames];
        Assert.Equal(good.Min(cell => Array.IndexOf(kinds, cell.Pipeline.Features)), Array.IndexOf(kinds, Result.Value.Pipeline.Features));
    }

    [Fact]
    public void Every_row_is_tested_once_and_by_the_numbers_that_are_given()
    {
        TextClassifierResult result = Result.Value;
        int[] tested = [.. result.CrossValidation.Predictions.Concat(result.HoldOut!.Predictions).Select(prediction => prediction.Row)];

        Assert.Equal(Enumerable.Range(0, Rows.Length), tested.Order());
        Assert.Equal(result.Split.HoldOutRows, result.HoldOut.Predictions.Count);
        double right = result.HoldOut.Predictions.Count(prediction => result.ClassNames[prediction.Predicted] == Rows[prediction.Row].Label);
        Assert.Equal(right / result.HoldOut.Predictions.Count, result.HoldOut.Metrics["accuracy"].Value, 1e-12);
        Assert.All(result.HoldOut.Metrics.Values, metric => Assert.InRange(metric.Value, metric.Low, metric.High));
        double[] recalls = [.. result.ClassNames.Select(name => result.HoldOut.Predictions.Where(prediction => Rows[prediction.Row].Label == name).Average(prediction => result.ClassNames[prediction.Predicted] == name ? 1.0 : 0))];
        Assert.Equal(recalls.Average(), result.HoldOut.Metrics["balanced-accuracy"].Value, 1e-12);
        Assert.Equal(recalls, result.HoldOut.Recalls.Select(recall => recall.Value));
    }

    [Fact]
    public void Two_classes_have_a_threshold_and_the_texts_of_their_labels()
    {
        LabeledText[] rows = [.. Rows.Select(row => row with { Label = row.Label == "hard-ham" ? "rare" : "common" })];
        TextClassifierResult result = new TextClassifierTrainer(Small with { Metric = "balanced-accuracy", Trainers = ["sdca", "lbfgs", "averaged-perceptron"] }, TinyModel.Bert).Train(rows);

        Assert.Equal("rare", result.ClassNames[result.PositiveClass!.Value]);
        Assert.NotNull(result.Threshold);
        TwoClassOutput[] outputs = Outputs<TwoClassOutput>(result, rows);
        Assert.Contains(outputs, output => output.PredictedLabel == "rare");
        Assert.All(outputs, output => Assert.Equal(1, output.Score.Sum(), 1e-5));
        Assert.All(outputs, output => Assert.Equal(output.Probability, output.Score[result.PositiveClass.Value]));
        float surest = outputs.Where(output => output.PredictedLabel == "common").Max(output => output.Probability);
        Assert.All(outputs.Where(output => output.PredictedLabel == "rare"), output => Assert.True(output.Probability >= surest));

        TextClassifierResult strict = new TextClassifierTrainer(Small with { Threshold = 0.999, Trainers = ["lbfgs"] }, TinyModel.Bert).Train(rows);
        Assert.True(Outputs<TwoClassOutput>(strict, rows).Count(output => output.PredictedLabel == "rare") < outputs.Count(output => output.PredictedLabel == "rare"));
    }

    [Fact]
    public void Numbers_are_estimated()
    {
        LabeledText[] rows = [.. Rows.Select(row => row with { Label = row.Label == "spam" ? "5" : row.Label == "easy-ham" ? "2.5" : "1" })];
        TextClassifierResult result = new TextClassifierTrainer(new() { Regression = true, Folds = 3 }, TinyModel.Bert).Train(rows);

        Assert.Equal("r2", result.Metric);
        Assert.True(result.CrossValidation.Metric.Value > result.Commonest, string.Join('\n', result.Cells.Select(cell => $"{cell.Pipeline} {cell.Metric}")));
        Assert.Equal(0, result.Commonest, 1e-9);
        double[] truth = [.. result.HoldOut!.Predictions.Select(prediction => double.Parse(rows[prediction.Row].Label, System.Globalization.CultureInfo.InvariantCulture))], estimates = [.. result.HoldOut.Predictions.Select(prediction => (double)prediction.Scores[0])];
        Assert.Equal(truth.Zip(estimates, (t, e) => Math.Abs(t - e)).Average(), result.HoldOut.Metrics["mae"].Value, 1e-9);
        Assert.Equal(1 - (truth.Zip(estimates, (t, e) => (t - e) * (t - e)).Sum() / truth.Sum(t => (t - truth.Average()) * (t - truth.Average()))), result.HoldOut.Metrics["r2"].Value, 1e-9);
        Assert.InRange(result.HoldOut.Metrics["mae"].Value, result.HoldOut.Metrics["mae"].Low, result.HoldOut.Metrics["mae"].High);
    }

    [Fact]
    public void Pairs_are_learnt_as_pairs()
    {
        LabeledText[] rows = [.. Rows.Select((row, i) => row with { TextPair = Rows[(i * 7) % Rows.Length].Text })];
        TextClassifierResult result = new TextClassifierTrainer(new() { Folds = 2, Methods = ["none"], Trainers = ["lbfgs"] }, TinyModel.Bert).Train(rows);

        Assert.Equal(["Text", "TextPair"], result.InputSchema.Select(column => column.Name));
    }

    [Fact]
    public void A_search_that_is_stopped_keeps_the_best_so_far()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        TextClassifierResult result = new TextClassifierTrainer(Small, TinyModel.Bert).Train(Rows, stopSearch: stop.Token);

        Assert.Contains(result.Notes, note => note.Contains("ended early", StringComparison.Ordinal));
        Assert.Equal(Rows.Length - result.Split.HoldOutRows, result.CrossValidation.Predictions.Count);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new TextClassifierTrainer(Small, TinyModel.Bert).Train(Rows, cancellationToken: cancel.Token));
    }

    private static string[] Scores(TextClassifierResult result) => [.. Outputs<Output>(result, Rows.Take(40)).Select(output => string.Join(' ', output.Score))];

    private static T[] Outputs<T>(TextClassifierResult result, IEnumerable<LabeledText> rows)
        where T : class, new()
    {
        var ml = new MLContext();
        return [.. ml.Data.CreateEnumerable<T>(result.Model.Transform(ml.Data.LoadFromEnumerable(rows.Select(row => new Input { Text = row.Text }))), reuseRowObject: false)];
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";
    }

    private sealed class Output
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class TwoClassOutput
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];

        public float Probability { get; set; }
    }
}
