using MLNetBert.Cli.Training;

namespace MLNetBert.Cli.Reports;

/// <summary>The plots of a training: precision and recall, calibration, and what more rows would bring.</summary>
internal sealed class TrainingPlots(HtmlPage page, TrainingSummary summary)
{
    private const int MostCurves = 12, CurvePoints = 200;

    private readonly TextClassifierResult _result = summary.Result;

    /// <summary>Those about classes.</summary>
    public void Write()
    {
        page.Line("<section><h2>Scores</h2><div class=\"pair\"><div><h3>Precision and recall</h3>");
        int[] shown = [.. Enumerable.Range(0, _result.ClassNames.Count).OrderBy(label => _result.ClassCounts[label]).Take(MostCurves).Order()];
        page.Line($"<p class=\"note\">Each class against the rest, as the score from which on a text is of it falls; cross-validation. {string.Join(", ", shown.Select(label => $"{ReportPoints.Swatch(label)}&nbsp;{HtmlPage.Encode(_result.ClassNames[label])} (average precision {Number(Curve(label).Average)})"))}{(shown.Length < _result.ClassNames.Count ? "; the smallest classes are shown" : "")}.</p>");
        var curves = new LinePlot("Precision by recall", "recall", "precision", (0, 1), (0, 1));
        foreach (int label in shown)
            curves.Add(new($"c{label % ReportPoints.Colours}", Curve(label).Points));

        page.Line(curves.Svg());
        page.Line("</div><div><h3>Are scores probabilities?</h3>");
        TextClassifierEvaluation evaluation = _result.HoldOut ?? _result.CrossValidation;
        string bends = summary.Result.Pipeline.Method is "none" ? "" : " Balancing makes the trainer's own scores those of classes of other sizes; the model corrects them.";
        page.Line($"<p class=\"note\">The most likely class of {(_result.HoldOut == null ? "the cross-validation" : "the rows set aside")}: how often it is right by its score. Expected calibration error <i class=\"swatch c1\">●</i>&nbsp;before {Number(evaluation.CalibrationErrorBefore)}, <i class=\"swatch c0\">●</i>&nbsp;after {Number(evaluation.CalibrationError)}.{bends}</p>");
        var reliability = new LinePlot("Share of right answers by score", "score of the most likely class", "share that is right", (0, 1), (0, 1)) { HasDiagonal = true };
        reliability.Add(new("c1", Points(evaluation.ReliabilityBefore)));
        reliability.Add(new("c0", Points(evaluation.Reliability)));
        page.Line(reliability.Svg());
        page.Line("</div></div></section>");

        static PlotPoint[] Points(IReadOnlyList<ReliabilityBin> bins) => [.. bins.Select(bin => new PlotPoint(bin.Confidence, bin.Accuracy, string.Create(CultureInfo.InvariantCulture, $"{bin.Rows:N0} rows, score {bin.Confidence:0.00}, right {bin.Accuracy:0.00}")))];
    }

    /// <summary>What a larger training set would bring.</summary>
    public void LearningCurve()
    {
        if (_result.LearningCurve.Count < 2)
            return;

        page.Line("<section><h2>What more rows would bring</h2>");
        IReadOnlyList<LearningCurvePoint> points = _result.LearningCurve;
        double gain = Math.Abs(points[^1].Metric.Value - points[^2].Metric.Value);
        page.Line($"<p>The chosen pipeline with fewer rows. From {points[^2].Rows:N0} to {points[^1].Rows:N0} rows the {HtmlPage.Encode(_result.Metric)} moves by {Number(gain)}: {(gain > 0.01 ? "more rows are likely to help" : "more rows of this kind are likely to help little")}.</p>");
        double low = points.Min(point => point.Metric.Low), high = points.Max(point => point.Metric.High), margin = Math.Max(0.01, (high - low) * 0.1);
        var plot = new LinePlot($"{_result.Metric} by training rows", "training rows", _result.Metric, (0, points[^1].Rows * 1.05), (low - margin, high + margin));
        plot.Add(new("c0", [.. points.Select(point => new PlotPoint(point.Rows, point.Metric.Value, string.Create(CultureInfo.InvariantCulture, $"{point.Rows:N0} rows: {point.Metric}"), point.Metric.Low, point.Metric.High))]));
        page.Line($"{plot.Svg()}</section>");
    }

    /// <summary>Precision by recall of a class against the rest, and its average precision, which is scikit-learn's.</summary>
    private (PlotPoint[] Points, double Average) Curve(int label)
    {
        (float Score, bool Own)[] rows = [.. _result.CrossValidation.Predictions.Select(prediction => (prediction.Scores[label], summary.ClassOf(prediction.Row) == label)).OrderByDescending(row => row.Item1)];
        int all = rows.Count(row => row.Own), found = 0;
        List<PlotPoint> points = [];
        double average = 0, last = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            found += rows[i].Own ? 1 : 0;
            if (i + 1 < rows.Length && rows[i + 1].Score == rows[i].Score)
                continue;

            double precision = found / (i + 1.0), recall = found / (double)Math.Max(1, all);
            average += precision * (recall - last);
            last = recall;
            points.Add(new(recall, precision));
        }

        int step = Math.Max(1, points.Count / CurvePoints);
        return ([.. points.Where((_, i) => i % step == 0 || i == points.Count - 1)], average);
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
