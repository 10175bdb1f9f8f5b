using MLNetBert.Cli.Training;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Cli.Reports;

/// <summary>Writes a training as one HTML page: what was tried, what was chosen, how good it is, and what it gets wrong.</summary>
internal sealed class TrainingPage
{
    private const int MostClasses = 30;

    private readonly HtmlPage _page;
    private readonly TrainingSummary _summary;
    private readonly TextClassifierResult _result;

    private TrainingPage(TrainingSummary summary)
    {
        (_summary, _result) = (summary, summary.Result);
        _page = new HtmlPage($"Training on {string.Join(", ", summary.Data.Sources.Select(source => Path.GetFileName(source)))}", "page.css", "page.verify.css", "page.train.css");
    }

    /// <summary>The whole page.</summary>
    public static string Write(TrainingSummary summary, CancellationToken cancellation)
    {
        var page = new TrainingPage(summary);
        page.Lead();
        page.Search();
        if (!summary.IsRegression)
        {
            page.Classes();
            new TrainingPlots(page._page, summary).Write();
        }

        new TrainingPlots(page._page, summary).LearningCurve();
        new TrainingMistakes(page._page, summary).Write();
        if (!summary.IsRegression)
            new TrainingDuplicates(page._page, summary).Write(cancellation);
        page.Split();
        page.Line($"<p class=\"note\">Made by mlnetbert train. Seed {summary.Options.Seed}.</p>");
        return page._page.End();
    }

    private void Lead()
    {
        string classes = _summary.IsRegression ? "numbers to be estimated" : $"{_result.ClassNames.Count} classes{(_result.ClassNames.Count > MostClasses ? "" : $": {string.Join(", ", _result.ClassNames.Select((name, i) => $"{ReportPoints.Swatch(i)}&nbsp;{Html(name)} {Count(_result.ClassCounts[i])}"))}")}";
        Line($"<p class=\"lead\">{Summary.Counted(_summary.Data.Rows.Count, "row")}, {classes}.</p>");
        string held = _result.HoldOut is { } holdOut ? $" On the {Count(holdOut.Predictions.Count)} rows that were set aside: {holdOut.Metric}." : "";
        Line($"<p class=\"verdict good\">{Html(_result.Pipeline.ToString())}: {Html(_result.Metric)} {_result.CrossValidation.Metric} in the cross-validation.{held}</p>");
        string yardstick = _summary.Yardstick is { } plain && plain.Pipeline != _result.Pipeline ? $" The same trainer on BERT's features without balancing: {plain.Metric}." : "";
        Line($"<p>{Html(_result.Metric)} decides: {Html(_result.MetricReason)}. Always naming {(_summary.IsRegression ? "the mean" : "the commonest class")} has {Number(_result.Commonest)}.{yardstick} In brackets 95 % intervals, by the bootstrap over texts.</p>");
    }

    private void Search()
    {
        Line("<section><h2>What was tried</h2>");
        Line($"<p>{_result.Split.Folds}-fold cross-validation on all rows but those set aside; rows are resampled inside each fold, never those that are tested. {(_result.Pipeline == _result.Best ? "The best was taken." : $"The best is {Html(_result.Best.ToString())}; taken was the simplest within one standard error of it.")} Grey: left early, two standard errors behind.</p>");
        TextPipeline[] all = [.. _result.Cells.Select(cell => cell.Pipeline)];
        string[] methods = [.. TextClassifierOptions.MethodNames.Where(method => all.Any(pipeline => pipeline.Method == method))];
        Line($"<div class=\"wide\"><table><thead><tr><th>features, trainer</th>{string.Concat(methods.Select(method => $"<th>{Html(method)}</th>"))}</tr></thead><tbody>");
        foreach (string features in TextClassifierOptions.FeatureNames.Where(features => all.Any(pipeline => pipeline.Features == features)))
        {
            Line($"<tr class=\"group\"><th colspan=\"{methods.Length + 1}\" scope=\"rowgroup\">{Html(features)}</th></tr>");
            foreach (string trainer in all.Where(pipeline => pipeline.Features == features).Select(pipeline => pipeline.TrainerText).Distinct().Order(StringComparer.Ordinal))
                Line($"<tr><th scope=\"row\">{Html(trainer)}</th>{string.Concat(methods.Select(method => Cell(_result.Cells.FirstOrDefault(cell => cell.Pipeline.Features == features && cell.Pipeline.Method == method && cell.Pipeline.TrainerText == trainer))))}</tr>");
        }

        Line("</tbody></table></div></section>");
    }

    private string Cell(TextClassifierCell? cell)
    {
        if (cell?.Metric is not { } metric)
            return $"<td>{(cell?.Failure == null ? "" : $"<small title=\"{Html(cell.Failure)}\">could not run</small>")}</td>";

        string style = cell.Pipeline == _result.Pipeline ? " class=\"best\"" : cell.IsStopped ? " class=\"stopped\"" : "";
        return $"<td{style}>{Number(metric.Value)}<br><small>{Number(metric.Low)} to {Number(metric.High)}</small></td>";
    }

    private void Classes()
    {
        TextClassifierEvaluation evaluation = _result.HoldOut ?? _result.CrossValidation;
        ClassConfusionMatrix confusion = evaluation.Confusion!;
        Line($"<section><h2>Each class</h2><p>On {(_result.HoldOut == null ? "the tested rows of the cross-validation" : "the rows that were set aside")}; in brackets the cross-validation.</p>");
        Line("<div class=\"wide\"><table><thead><tr><th>class</th><th>rows</th><th>precision</th><th>recall</th><th>95 % interval</th><th>F1</th></tr></thead><tbody>");
        for (int label = 0; label < _result.ClassNames.Count; label++)
        {
            MetricInterval recall = evaluation.Recalls[label];
            Line($"<tr><th scope=\"row\">{ReportPoints.Swatch(label)}&nbsp;{Html(_result.ClassNames[label])}</th><td>{Count((int)Of(confusion, label, confusion.Support))}</td><td>{Both(label, (c, i) => c.Precision(i))}</td><td>{Both(label, (c, i) => c.Recall(i))}</td><td>{Number(recall.Low)} to {Number(recall.High)}</td><td>{Both(label, (c, i) => c.F1(i))}</td></tr>");
        }

        Line("</tbody></table></div>");
        if (_result.ClassNames.Count <= MostClasses)
            Confusion(confusion);

        Line("</section>");

        string Both(int label, Func<ClassConfusionMatrix, int, double> value)
        {
            ClassConfusionMatrix crossed = _result.CrossValidation.Confusion!;
            return $"{Number(Of(confusion, label, i => value(confusion, i)))} <small>({Number(Of(crossed, label, i => value(crossed, i)))})</small>";
        }
    }

    private void Confusion(ClassConfusionMatrix confusion)
    {
        Line("<h3>What was taken for what</h3><div class=\"wide\"><table class=\"confusion\"><thead><tr><th>truth, and what it was taken for</th>");
        foreach (string name in _result.ClassNames)
            Line($"<th>{Html(name)}</th>");

        Line("</tr></thead><tbody>");
        for (int truth = 0; truth < _result.ClassNames.Count; truth++)
        {
            double rows = Of(confusion, truth, confusion.Support);
            Line($"<tr><th scope=\"row\">{Html(_result.ClassNames[truth])}</th>");
            for (int taken = 0; taken < _result.ClassNames.Count; taken++)
            {
                double count = confusion.Labels.IndexOf(truth) is >= 0 and var t && confusion.Labels.IndexOf(taken) is >= 0 and var p ? confusion[t, p] : 0;
                string share = (100 * count / Math.Max(1, rows)).ToString("F0", CultureInfo.InvariantCulture);
                Line($"<td class=\"{(truth == taken ? "right" : "wrong")}\" style=\"--s:{share}%\">{Count((int)count)}<br><small>{share} %</small></td>");
            }

            Line("</tr>");
        }

        Line("</tbody></table></div>");
    }

    private void Split()
    {
        Line("<section><h2>How the rows were divided</h2><div class=\"wide\"><table><thead><tr><th>part</th><th>rows</th>");
        int[][] counts = [.. Enumerable.Range(0, _result.Split.Folds + 1).Select(part => Counts(part - 1))];
        string[] shown = _result.ClassNames.Count <= MostClasses ? [.. _result.ClassNames] : [];
        Line($"{string.Concat(shown.Select(name => $"<th>{Html(name)}</th>"))}</tr></thead><tbody>");
        for (int part = 1; part <= _result.Split.Folds + 1; part++)
        {
            int at = part % (_result.Split.Folds + 1);
            if (counts[at].Sum() > 0)
                Line($"<tr><th scope=\"row\">{(at == 0 ? "set aside" : $"fold {at}")}</th><td>{Count(_result.Split.FoldOfRows.Count(fold => fold == at - 1))}</td>{string.Concat(shown.Select((_, label) => $"<td>{Count(counts[at][label])}</td>"))}</tr>");
        }

        Line($"</tbody></table></div><p>{Summary.Counted(_result.Split.Groups, "group")} of rows were dealt, each to one side whole: equal texts, but for case and space around them, {(_summary.Data.Rows.Any(row => row.Group != null) ? "and rows of one group " : "")}never stand on both.</p>");
        foreach (string note in _result.Notes)
            Line($"<p class=\"note\">{Html(note)}</p>");

        Line("</section>");

        int[] Counts(int fold)
        {
            int[] of = new int[Math.Max(1, _result.ClassNames.Count)];
            for (int row = 0; row < _summary.Data.Rows.Count; row++)
            {
                if (_result.Split.FoldOfRows[row] == fold)
                    of[Math.Max(0, _summary.ClassOf(row))]++;
            }

            return of;
        }
    }

    private static double Of(ClassConfusionMatrix confusion, int label, Func<int, double> value) => confusion.Labels.IndexOf(label) is >= 0 and var place ? value(place) : 0;

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Html(string text) => HtmlPage.Encode(text);

    private void Line(string html) => _page.Line(html);
}
