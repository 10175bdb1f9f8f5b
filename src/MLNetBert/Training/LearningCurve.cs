namespace MLNetBert.Training;

/// <summary>The chosen pipeline with fewer rows: of each fold's training rows the groups that come first in a seeded order.</summary>
internal sealed class LearningCurve(TrainingData data, TrainingSplit split, string metric, TextClassifierOptions options)
{
    private static readonly double[] Shares = [0.2, 0.4, 0.6, 0.8, 1];

    public IReadOnlyList<LearningCurvePoint> Points(SearchCell chosen, double? threshold, CancellationToken cancellation)
    {
        int[] development = [.. Enumerable.Range(0, data.Rows.Count).Where(row => split.FoldOfRows[row] >= 0)];
        int[] partOf = GroupedSplit.Deal(development, data.Rows.Classes, data.Rows.Groups, [.. Shares.Select(_ => 1.0 / Shares.Length)], options.Seed + 1);
        var parts = development.Zip(partOf).ToDictionary(pair => pair.First, pair => pair.Second);
        var points = new List<LearningCurvePoint>();
        for (int size = 1; size <= Shares.Length; size++)
        {
            bool all = size == Shares.Length;
            CellScores scores = all ? chosen.Scores : new CellScores(data.Rows);
            long rows = 0;
            for (int fold = 0; fold < split.Folds; fold++)
            {
                int[] training = [.. development.Where(row => split.FoldOfRows[row] != fold && parts[row] < size)];
                rows += training.Length;
                if (all)
                    continue;
                if (!TryScore(chosen.Pipeline, training, [.. development.Where(row => split.FoldOfRows[row] == fold)], scores, cancellation))
                    break;
            }

            if (!development.All(scores.IsScored))
                continue;
            if (threshold is { } cut)
                Thresholds.Apply(data, scores, development, cut);
            MetricInterval interval = Bootstrap.Interval(scores.Measure(metric, development), development, data.Rows.Groups, 200, options.Seed, of => scores.Measure(metric, of)).Shown(metric);
            points.Add(new(Shares[size - 1], (int)(rows / split.Folds), interval));
        }

        return points;
    }

    // With few rows a class may be missing, or too small for the sampler: then there is no such point.
    private bool TryScore(TextPipeline pipeline, int[] training, int[] held, CellScores scores, CancellationToken cancellation)
    {
        if (data.Task != LearningTask.Regression && training.Select(row => data.Rows.Classes[row]).Distinct().Count() < data.Rows.ClassNames.Length)
            return false;
        try
        {
            new FittedPipeline(data, pipeline, training, cancellation).Score(held, scores, cancellation);
            return true;
        }
        catch (BadInputException)
        {
            return false;
        }
    }
}
