namespace MLNetBert.Cli.Training;

/// <summary>A training for the terminal: what was tried, what was chosen, and how good it is.</summary>
internal static class TrainingTable
{
    private const int Shown = 12;

    /// <summary>The whole text.</summary>
    public static string Text(TrainingSummary summary)
    {
        TextClassifierResult result = summary.Result;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Metric} decides: {Printable.Line(result.MetricReason)}\n\n");
        Cells(text, summary);
        text.Append(CultureInfo.InvariantCulture, $"\nchosen: {result.Pipeline}{(result.Pipeline == result.Best ? "" : $", the simplest within one standard error of {result.Best}")}\n\n");
        Evaluations(text, result);
        return text.ToString();
    }

    private static void Cells(StringBuilder text, TrainingSummary summary)
    {
        TextClassifierResult result = summary.Result;
        bool classes = result.ClassNames.Count is > 0 and <= 6;
        List<string[]> lines = [["features", "balancing", "trainer", $"{result.Metric}, {result.Split.Folds} folds", .. classes ? result.ClassNames.Select(name => $"recall {Printable.Line(Printable.Cut(name))}") : []]];
        TextClassifierCell[] ran = [.. result.Cells.Where(cell => cell.Metric != null && !cell.IsStopped)];
        IEnumerable<TextClassifierCell> shown = ran.Take(Shown).Union(ran.Where(cell => cell.Pipeline == result.Pipeline || cell == summary.Yardstick));
        foreach (TextClassifierCell cell in shown)
            lines.Add([cell.Pipeline.Features, cell.Pipeline.Method, cell.Pipeline.TrainerText, $"{cell.Metric}", .. classes ? cell.Recalls.Select(Number) : []]);

        lines.Add([classes ? "the commonest class" : "the mean", "", "", Number(result.Commonest), .. classes ? result.ClassNames.Select((_, i) => i == result.ClassCounts.ToList().IndexOf(result.ClassCounts.Max()) ? "1.000" : "0.000") : []]);
        TextTable.Write(text, lines, column => column < 3);
        int left = result.Cells.Count - (lines.Count - 2);
        if (left > 0)
            text.Append(CultureInfo.InvariantCulture, $"and {left} more, {result.Cells.Count(cell => cell.IsStopped)} of them left early\n");
    }

    private static void Evaluations(StringBuilder text, TextClassifierResult result)
    {
        List<string[]> lines = [["", "rows", .. result.CrossValidation.Metrics.Keys, .. result.ClassNames.Count is > 0 and <= 20 ? result.ClassNames.Select(name => $"recall {Printable.Line(Printable.Cut(name))}") : [], .. result.ClassNames.Count > 0 ? ["calibration error"] : Array.Empty<string>()]];
        lines.Add(Line("cross-validation", result.CrossValidation));
        if (result.HoldOut != null)
            lines.Add(Line("hold-out", result.HoldOut));

        // A column a row: there are more numbers than a terminal is wide.
        string[][] turned = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Select(line => line[column]).ToArray())];
        TextTable.Write(text, turned, column => column == 0);

        string[] Line(string name, TextClassifierEvaluation evaluation) =>
        [
            name,
            evaluation.Predictions.Count.ToString("N0", CultureInfo.InvariantCulture),
            .. evaluation.Metrics.Values.Select(value => $"{value}"),
            .. result.ClassNames.Count is > 0 and <= 20 ? evaluation.Recalls.Select(value => $"{value}") : [],
            .. result.ClassNames.Count > 0 ? [$"{Number(evaluation.CalibrationError)} (before {Number(evaluation.CalibrationErrorBefore)})"] : Array.Empty<string>(),
        ];
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
