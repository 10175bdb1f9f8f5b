namespace MLNetBert.Training;

/// <summary>From rows with features to the result: search, choice, test, model.</summary>
internal sealed class TrainingRun(TrainingData data, TrainingSplit split, TextClassifierOptions options, TrainingWatch watch, List<string> notes)
{
    private readonly (string Metric, string Why) _metric = options.Metric is { } asked ? (asked, "as asked for") : TrainingMetric.Choose(data.Rows);

    private int[] Development => Rows(fold => fold >= 0);

    private int[] SetAside => Rows(fold => fold < 0);

    public TextClassifierResult Run(BertFeaturizingEstimator? bert)
    {
        var search = new PipelineSearch(data, split, _metric.Metric, options, watch);
        search.Run();
        (SearchCell best, SearchCell chosen) = search.Choose();
        int unfinished = search.Cells.Count(cell => cell.Runs && cell.Folds.Count < split.Folds);
        if (watch.IsOver && unfinished > 0)
            notes.Add($"The search was ended early, {(search.Rounds < split.Folds ? $"after {search.Rounds} of {split.Folds} folds" : $"before {unfinished} of {search.Cells.Count} pipelines had been tried on all folds")}; the best so far was taken.");
        search.Complete(search.Cells.Where(cell => cell == chosen || (cell.IsYardstick && cell.Pipeline.Trainer == chosen.Pipeline.Trainer && cell.Pipeline.C == chosen.Pipeline.C)));
        watch.Report(TrainingStage.Final, 0, 3);
        var tested = new FittedPipeline(data, chosen.Pipeline, Development, watch.Cancellation);

        // Before a threshold moves the answers of the chosen one.
        TextClassifierCell[] cells = Cells(search);
        double? threshold = Threshold(chosen.Scores);
        double temperature = data.Task == LearningTask.Regression ? 1 : Calibration.Temperature(chosen.Scores, Development, tested.TrainingPriors, tested.DataPriors);
        if (threshold is { } cut)
            Thresholds.Apply(data, chosen.Scores, Development, cut);
        watch.Report(TrainingStage.Final, 1, 3);
        AddNotes(search);
        return Result(cells, best, chosen, tested, threshold, temperature, bert);
    }

    private TextClassifierResult Result(TextClassifierCell[] cells, SearchCell best, SearchCell chosen, FittedPipeline tested, double? threshold, double temperature, BertFeaturizingEstimator? bert)
    {
        var evaluating = new Evaluating(data, options);
        PriorCorrection? correction = data.Task == LearningTask.Regression ? null : new PriorCorrection(tested.TrainingPriors, tested.DataPriors, temperature);
        TextClassifierEvaluation? holdOut = SetAside.Length == 0 ? null : HoldOut(evaluating, tested, threshold, correction);
        watch.Report(TrainingStage.Final, 2, 3);
        bool refits = options.Refit && SetAside.Length > 0;
        FittedPipeline kept = refits ? new FittedPipeline(data, chosen.Pipeline, Rows(_ => true), watch.Cancellation) : tested;
        var result = new TextClassifierResult
        {
            Model = kept.Model(bert, threshold ?? 0, temperature),
            InputSchema = InputSchema(),
            ClassNames = data.Rows.ClassNames,
            ClassCounts = [.. data.Rows.ClassNames.Select((_, label) => data.Rows.Classes.Count(c => c == label))],
            Pipeline = chosen.Pipeline,
            Best = best.Pipeline,
            Cells = cells,
            Metric = _metric.Metric,
            MetricReason = _metric.Why,
            Commonest = Commonest(),
            Split = split,
            CrossValidation = evaluating.Of(_metric.Metric, chosen.Scores, Development, correction),
            HoldOut = holdOut,
            Threshold = threshold,
            PositiveClass = data.Task == LearningTask.BinaryClassification ? data.Positive : null,
            Temperature = temperature,
            TrainingPriors = kept.TrainingPriors,
            DataPriors = kept.DataPriors,
            LearningCurve = options.LearningCurve ? new LearningCurve(data, split, _metric.Metric, options).Points(chosen, threshold, watch.Cancellation) : [],
            Features = data.Features,
            Fingerprint = FeatureSet.UsesBert(chosen.Pipeline.Features) ? bert!.Featurizer.Fingerprint : null,
            IsRefitted = refits,
            Notes = notes,
        };
        watch.Report(TrainingStage.Final, 3, 3);
        return result;
    }

    private TextClassifierCell[] Cells(PipelineSearch search) => [.. search.Cells
        .OrderByDescending(cell => cell.Failure == null ? cell.Folds.Count : -1).ThenByDescending(cell => cell.Folds.Count == 0 ? 0 : cell.Mean)
        .Select(cell => new Evaluating(data, options).Cell(cell, _metric.Metric, split))];

    private TextClassifierEvaluation HoldOut(Evaluating evaluating, FittedPipeline tested, double? threshold, PriorCorrection? correction)
    {
        var scores = new CellScores(data.Rows);
        tested.Score(SetAside, scores, watch.Cancellation);
        if (threshold is { } cut)
            Thresholds.Apply(data, scores, SetAside, cut);
        return evaluating.Of(_metric.Metric, scores, SetAside, correction);
    }

    private double? Threshold(CellScores scores) => data.Task != LearningTask.BinaryClassification ? null
        : options.Threshold is { } asked ? Thresholds.AtProbability(data, scores, Development, asked)
        : Thresholds.Best(data, scores, Development, _metric.Metric);

    private double Commonest()
    {
        var scores = new CellScores(data.Rows);
        int[] rows = Development;
        if (data.Rows.Numbers is { } numbers)
            Array.Fill(scores.Raw, (float)rows.Average(row => numbers[row]));
        else
            Array.Fill(scores.Predicted, rows.GroupBy(row => data.Rows.Classes[row]).MaxBy(group => group.Count())!.Key);
        return TrainingMetric.Shown(_metric.Metric, scores.Measure(_metric.Metric, rows));
    }

    private void AddNotes(PipelineSearch search)
    {
        int stopped = search.Cells.Count(cell => cell.IsStopped);
        if (stopped > 0)
            notes.Add($"{stopped} of {search.Cells.Count} pipelines were left early, two standard errors behind the best.");
        foreach (IGrouping<string, SearchCell> failed in search.Cells.Where(cell => cell.Failure != null).GroupBy(cell => $"{cell.Pipeline.Method} could not run: {cell.Failure}"))
            notes.Add(failed.Key);
        if (options.Methods == null && data.Task != LearningTask.Regression && Balancing.IsEven(data.Rows.Classes))
            notes.Add("The classes are about even, so no way of balancing was tried.");
    }

    private DataViewSchema InputSchema()
        => data.Rows.HasPairs ? data.ML().Data.LoadFromEnumerable<PairInput>([]).Schema : data.ML().Data.LoadFromEnumerable<TextModelInput>([]).Schema;

    private int[] Rows(Func<int, bool> chosen) => [.. Enumerable.Range(0, data.Rows.Count).Where(row => chosen(split.FoldOfRows[row]))];

    private sealed class TextModelInput
    {
        public string Text { get; set; } = "";
    }

    private sealed class PairInput
    {
        public string Text { get; set; } = "";

        public string TextPair { get; set; } = "";
    }
}
