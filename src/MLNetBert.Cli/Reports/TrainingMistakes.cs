using MLNetBert.Cli.Training;

namespace MLNetBert.Cli.Reports;

/// <summary>The texts that a model is most surely wrong about, where label errors are found.</summary>
internal sealed class TrainingMistakes(HtmlPage page, TrainingSummary summary)
{
    private const int Listed = 100;

    private readonly TextClassifierResult _result = summary.Result;

    /// <summary>The list.</summary>
    public void Write()
    {
        if (summary.IsRegression)
            Furthest();
        else
            Surest();
    }

    private void Surest()
    {
        TextPrediction[] wrong = [.. summary.Predictions
            .Where(prediction => prediction.Predicted != summary.ClassOf(prediction.Row))
            .OrderByDescending(prediction => prediction.Scores[prediction.Predicted] - prediction.Scores[summary.ClassOf(prediction.Row)]).ThenBy(prediction => prediction.Row)];
        page.Line($"<section><h2>Most surely wrong</h2><p>{Summary.Counted(wrong.Length, "text")} of {summary.Predictions.Count():N0} were taken for another class by a model that had not seen them. Those at the top are often labelled wrongly: look at them first.{(wrong.Length > Listed ? $" The first {Listed} are listed." : "")}</p>");
        var plot = new ScorePlot("Scores of the wrong answers", "score of the class it was taken for", "score of its label");
        foreach (TextPrediction prediction in wrong.Take(10 * Listed))
        {
            int truth = summary.ClassOf(prediction.Row);
            plot.Add(prediction.Scores[prediction.Predicted], prediction.Scores[truth], truth, $"{_result.ClassNames[truth]}, taken for {_result.ClassNames[prediction.Predicted]}: {ReportPoints.Cut(summary.Data.Rows[prediction.Row])}");
        }

        page.Line(plot.Written("A mark a text, in the colour of its label; point at one to read it."));
        page.Line("<ol class=\"rows\">");
        foreach (TextPrediction prediction in wrong.Take(Listed))
            page.Line($"<li>{Described(prediction)} <q>{Html(ReportPoints.Cut(summary.Data.Rows[prediction.Row]))}</q></li>");

        page.Line("</ol></section>");
    }

    private string Described(TextPrediction prediction)
    {
        int truth = summary.ClassOf(prediction.Row);
        return $"<small>{Id(prediction.Row)}: labelled {Named(truth)} (score {Score(prediction.Scores[truth])}), taken for {Named(prediction.Predicted)} (score {Score(prediction.Scores[prediction.Predicted])})</small>";
    }

    private void Furthest()
    {
        page.Line("<section><h2>Furthest off</h2><ol class=\"rows\">");
        foreach (TextPrediction prediction in _result.CrossValidation.Predictions.OrderByDescending(prediction => Math.Abs(prediction.Scores[0] - summary.NumberOf(prediction.Row))).Take(Listed))
            page.Line(string.Create(CultureInfo.InvariantCulture, $"<li><small>{Id(prediction.Row)}: labelled {Html(summary.Data.Rows[prediction.Row].Label)}, estimated {prediction.Scores[0]:0.###}</small> <q>{Html(ReportPoints.Cut(summary.Data.Rows[prediction.Row]))}</q></li>"));

        page.Line("</ol></section>");
    }

    private string Named(int label) => $"{ReportPoints.Swatch(label)}&nbsp;{Html(_result.ClassNames[label])}";

    private string Id(int row) => $"id {Html(summary.Data.Ids[row])}";

    private static string Score(float score) => score.ToString("F2", CultureInfo.InvariantCulture);

    private static string Html(string text) => HtmlPage.Encode(text);
}
