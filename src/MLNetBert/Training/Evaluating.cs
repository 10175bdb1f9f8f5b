namespace MLNetBert.Training;

/// <summary>Measures predictions, with intervals.</summary>
internal sealed class Evaluating(TrainingData data, TextClassifierOptions options)
{
    private const int Draws = 1000;

    /// <param name="metric">The metric that decides.</param>
    /// <param name="scores">What was predicted.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="correction">Makes probabilities of scores; null for numbers.</param>
    public TextClassifierEvaluation Of(string metric, CellScores scores, int[] rows, PriorCorrection? correction)
    {
        bool numbers = data.Task == LearningTask.Regression;
        var metrics = (numbers ? TrainingMetric.OfNumbers : TrainingMetric.OfClasses).ToDictionary(name => name, name => Interval(rows, of => scores.Measure(name, of)).Shown(name));
        var evaluation = new TextClassifierEvaluation { Metric = metrics[metric], Metrics = metrics, Predictions = [.. rows.Select(Prediction)] };
        if (numbers)
            return evaluation;
        return evaluation with
        {
            Confusion = scores.Confusion(rows),
            Recalls = [.. Enumerable.Range(0, scores.ClassCount).Select(label => Interval([.. rows.Where(row => data.Rows.Classes[row] == label)], of => Recall(scores, of)))],
            ReliabilityBefore = Calibration.Reliability(scores, rows, null),
            Reliability = Calibration.Reliability(scores, rows, correction),
        };

        TextPrediction Prediction(int row)
        {
            float[] corrected = numbers ? [scores.Raw[row]] : new float[scores.ClassCount];
            correction?.Apply(scores.Of(row), corrected);
            return new(row, numbers ? -1 : scores.Predicted[row], corrected);
        }
    }

    /// <summary>A cell of the table.</summary>
    public TextClassifierCell Cell(SearchCell cell, string metric, TrainingSplit split)
    {
        int[] tested = [.. Enumerable.Range(0, data.Rows.Count).Where(row => split.FoldOfRows[row] >= 0 && split.FoldOfRows[row] < cell.Folds.Count)];
        bool ran = cell.Failure == null && tested.Length > 0;
        MetricInterval? interval = !ran ? null : Interval(tested, of => cell.Scores.Measure(metric, of), cell.IsStopped ? 100 : 200).Shown(metric);
        double[] recalls = !ran || data.Task == LearningTask.Regression ? [] : [.. Enumerable.Range(0, cell.Scores.ClassCount).Select(label => Recall(cell.Scores, [.. tested.Where(row => data.Rows.Classes[row] == label)]))];
        return new(cell.Pipeline, [.. cell.Folds.Select(value => TrainingMetric.Shown(metric, value))], interval, recalls, cell.IsStopped, cell.Failure, cell.Time);
    }

    private double Recall(CellScores scores, IReadOnlyList<int> rows) => rows.Count == 0 ? 0 : rows.Count(row => scores.Predicted[row] == data.Rows.Classes[row]) / (double)rows.Count;

    private MetricInterval Interval(int[] rows, Func<IReadOnlyList<int>, double> measure, int draws = Draws)
        => rows.Length == 0 ? default : Bootstrap.Interval(measure(rows), rows, data.Rows.Groups, rows.Length > 20_000 ? draws / 5 : draws, options.Seed, measure);
}
