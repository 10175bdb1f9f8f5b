using System.Diagnostics;

namespace MLNetBert.Training;

/// <summary>
/// Tries pipelines fold by fold: all on the first, then those that can still win; then those of the caller's trainers, one after another. Whatever is learnt, the words
/// of ML.NET's features and the resampled rows too, is learnt of the fold's training rows alone. What stops early depends on the scores, never on the time, unless
/// there is a time budget.
/// </summary>
internal sealed class PipelineSearch(TrainingData data, TrainingSplit split, string metric, TextClassifierOptions options, TrainingWatch watch)
{
    private readonly int _threads = options.Threads ?? Environment.ProcessorCount;
    private int _fits, _planned;

    /// <summary>How many folds every pipeline that is left has.</summary>
    public int Rounds { get; private set; }

    public IReadOnlyList<SearchCell> Cells { get; } = [.. Candidates(data.Rows, options).Select(pipeline => new SearchCell(pipeline, data.Rows, data.Additional.ContainsKey(pipeline.Trainer)))];

    public void Run()
    {
        SearchCell[] last = [.. Cells.Where(cell => cell.IsAdditional)], first = [.. Cells.Except(last)];
        RunRounds(first.Length > 0 ? first : last);
        if (first.Length > 0)
            RunLast(last);

        if (Cells.All(cell => cell.Failure != null || cell.Folds.Count == 0))
            throw new BadInputException($"No pipeline can run ({string.Join("; ", Cells.Where(cell => cell.Failure != null).Select(cell => $"{cell.Pipeline}: {cell.Failure!.TrimEnd('.')}").Distinct().Take(3))}).") { Code = "sampler.failed" };
    }

    /// <summary>All on one fold after another.</summary>
    private void RunRounds(SearchCell[] cells)
    {
        for (int fold = 0; fold < split.Folds && (fold == 0 || !watch.IsOver); fold++)
        {
            SearchCell[] running = [.. cells.Where(cell => cell.Runs)];
            _planned = _fits + running.Length;
            if (!RunFold(running, fold, mustEnd: false) && fold > 0)
            {
                // A round that was not ended says nothing of those that it did not come to.
                foreach (SearchCell cell in running.Where(cell => cell.Folds.Count > fold))
                    cell.Folds.RemoveAt(fold);
                return;
            }

            Rounds = fold + 1;
            StopHopeless(cells);
        }
    }

    /// <summary>One after another on all folds, as long as it is not hopelessly behind the best of those that ran before.</summary>
    private void RunLast(SearchCell[] cells)
    {
        SearchCell? best = Cells.Where(cell => !cell.IsAdditional && cell.Runs && cell.Folds.Count == split.Folds).MaxBy(cell => cell.Mean);
        _planned = _fits + (cells.Length * split.Folds);
        foreach (SearchCell cell in cells)
        {
            for (int fold = 0; fold < split.Folds && cell.Runs && !watch.IsOver; fold++)
            {
                RunFold([cell], fold, mustEnd: false);
                if (best != null && cell.Failure == null && cell.Folds.Count == fold + 1 && fold + 1 < split.Folds)
                    cell.IsStopped = cell.Mean < best.Folds.Take(fold + 1).Average() - (2 * best.Scores.StandardError(Tested(fold + 1)));
            }

            _planned -= split.Folds - cell.Folds.Count;
        }
    }

    /// <summary>The folds that pipelines lack.</summary>
    public void Complete(IEnumerable<SearchCell> cells)
    {
        for (int fold = 0; fold < split.Folds; fold++)
        {
            SearchCell[] lacking = [.. cells.Where(cell => cell.Failure == null && cell.Folds.Count == fold)];
            if (lacking.Length > 0)
                RunFold(lacking, fold, mustEnd: true);
        }
    }

    /// <summary>The best of those that have all rounds, and by the rule of one standard error the simplest that is as good.</summary>
    public (SearchCell Best, SearchCell Chosen) Choose()
    {
        int[] tested = Tested(Rounds);
        var done = Cells.Where(cell => cell.Failure == null && cell.Folds.Count >= Math.Max(1, Rounds)).Select(cell => (Cell: cell, Value: cell.Scores.Measure(metric, [.. tested.Where(row => cell.Scores.IsScored(row))]))).ToList();
        (SearchCell best, double value) = done.OrderByDescending(one => one.Value).ThenBy(one => one.Cell.Complexity).First();
        double least = value - best.StandardError(tested);
        SearchCell chosen = done.Where(one => one.Value >= least).OrderBy(one => one.Cell.Complexity).ThenByDescending(one => one.Value).First().Cell;
        return (best, chosen);
    }

    /// <summary>What is tried: all that goes together of what the options name.</summary>
    public static IEnumerable<TextPipeline> Candidates(TrainingRows rows, TextClassifierOptions options)
    {
        bool numbers = rows.Numbers != null;
        IReadOnlyList<string> methods = numbers ? [Balancing.None] : options.Methods ?? (Balancing.IsEven(rows.Classes) ? [Balancing.None] : Balancing.Names);
        return from features in options.Features ?? FeatureSet.Names
               from method in methods.OrderBy(method => Balancing.Names.ToList().IndexOf(method))
               where Balancing.Fits(method, features)
               from trainer in options.Trainers ?? [.. Trainers.Names, .. options.AdditionalTrainers.Select(trainer => trainer.Name)]
               where (!numbers || Trainers.FitsNumbers(trainer)) && (method != Balancing.ClassWeight || TakesWeights(trainer))
               from c in Trainers.Settings(trainer)
               select new TextPipeline(features, method, trainer, c);

        bool TakesWeights(string name) => options.AdditionalTrainers.FirstOrDefault(trainer => trainer.Name == name) is { } additional ? additional.TakesWeights : name != Trainers.AveragedPerceptron;
    }

    /// <summary>Fits and tests pipelines on a fold; false if the time was over before all were.</summary>
    private bool RunFold(SearchCell[] cells, int fold, bool mustEnd)
    {
        int[] training = Rows(of => of >= 0 && of != fold), held = Rows(of => of == fold);
        var prepared = new PreparedRows(data, training, cells.Any(cell => FeatureSet.UsesText(cell.Pipeline.Features)));
        IDataView others = prepared.Others(held);
        var tested = cells.Select(cell => cell.Pipeline.Features).Distinct().ToDictionary(features => features, features => prepared.WithFeatures(features, others));
        foreach (IGrouping<string, SearchCell> way in cells.GroupBy(cell => cell.Pipeline.Method))
        {
            IDataView balanced;
            try
            {
                balanced = prepared.Balanced(way.Key, watch.Cancellation);
            }
            catch (BadInputException e)
            {
                foreach (SearchCell cell in way)
                    cell.Failure = e.Message;
                continue;
            }

            foreach (IGrouping<string, SearchCell> same in way.GroupBy(cell => cell.Pipeline.Features))
            {
                IDataView rows = prepared.WithFeatures(same.Key, balanced);
                watch.ForEach(_threads, same, cell =>
                {
                    if (!mustEnd && watch.IsOver && _fits > 0)
                        return;
                    long start = Stopwatch.GetTimestamp();
                    ITransformer fitted = prepared.Fit(cell.Pipeline, rows, prepared.CountOf(balanced));
                    ScoreReader.Read(data, fitted.Transform(tested[same.Key]), held, cell.Scores, watch.Cancellation);
                    cell.Folds.Add(cell.Scores.Measure(metric, held));
                    cell.Add(Stopwatch.GetElapsedTime(start));
                    watch.Report(TrainingStage.Search, Interlocked.Increment(ref _fits), Math.Max(_planned, _fits));
                });
            }
        }

        return cells.All(cell => cell.Failure != null || cell.Folds.Count > fold);
    }

    /// <summary>Rows that are tested on the first folds.</summary>
    private int[] Tested(int folds) => Rows(of => of >= 0 && of < folds);

    private int[] Rows(Func<int, bool> chosen) => [.. Enumerable.Range(0, data.Rows.Count).Where(row => chosen(split.FoldOfRows[row]))];

    /// <summary>Leaves those that are two standard errors of the best one's counts behind it. Yardsticks go on.</summary>
    private void StopHopeless(SearchCell[] cells)
    {
        SearchCell[] running = [.. cells.Where(cell => cell.Runs && cell.Folds.Count == Rounds)];
        if (Rounds == split.Folds || running.Length == 0)
            return;
        SearchCell best = running.MaxBy(cell => cell.Mean)!;
        double least = best.Mean - (2 * best.Scores.StandardError(Tested(Rounds)));
        foreach (SearchCell cell in running.Where(cell => cell.Mean < least && !cell.IsYardstick))
            cell.IsStopped = true;
    }
}
