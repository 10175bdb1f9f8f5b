using MLNetBert.Cli.Training;

namespace MLNetBert.Cli.Reports;

/// <summary>The texts that a model is most surely wrong about, where label errors are found, and near-duplicates with different labels.</summary>
internal sealed class TrainingMistakes(HtmlPage page, TrainingSummary summary)
{
    private const int Listed = 100, MostCompared = 20_000, Neighbours = 5;

    /// <summary>From this cosine on two texts say nearly the same.</summary>
    private const double NearlyEqual = 0.9;

    private readonly TextClassifierResult _result = summary.Result;

    /// <summary>Both lists.</summary>
    public void Write(CancellationToken cancellation)
    {
        if (summary.IsRegression)
            Furthest();
        else
            Surest();

        if (!summary.IsRegression && _result.Features[0].Length > 1 && summary.Data.Rows.Count > Neighbours + 1)
            NearDuplicates(cancellation);
    }

    private void Surest()
    {
        TextPrediction[] wrong = [.. _result.CrossValidation.Predictions.Concat(_result.HoldOut?.Predictions ?? [])
            .Where(prediction => prediction.Predicted != summary.ClassOf(prediction.Row))
            .OrderByDescending(prediction => prediction.Scores[prediction.Predicted] - prediction.Scores[summary.ClassOf(prediction.Row)]).ThenBy(prediction => prediction.Row)];
        page.Line($"<section><h2>Most surely wrong</h2><p>{Summary.Counted(wrong.Length, "text")} of {_result.CrossValidation.Predictions.Count + (_result.HoldOut?.Predictions.Count ?? 0):N0} were taken for another class by a model that had not seen them. Those at the top are often labelled wrongly: look at them first.{(wrong.Length > Listed ? $" The first {Listed} are listed." : "")}</p>");
        Scatter(wrong);
        page.Line("<ol class=\"rows\">");
        foreach (TextPrediction prediction in wrong.Take(Listed))
            page.Line($"<li>{Described(prediction)} <q>{Html(TextOf(prediction.Row))}</q></li>");

        page.Line("</ol></section>");
    }

    private string Described(TextPrediction prediction)
    {
        int truth = summary.ClassOf(prediction.Row);
        return $"<small>{Id(prediction.Row)}: labelled {Named(truth)} (score {Score(prediction.Scores[truth])}), taken for {Named(prediction.Predicted)} (score {Score(prediction.Scores[prediction.Predicted])})</small>";
    }

    // A mark a text: how sure of the wrong class, and how sure of the label's.
    private void Scatter(TextPrediction[] wrong)
    {
        const int width = 520, height = 260, left = 40, bottom = 36;
        var svg = new StringBuilder($"<div class=\"differences plotted scatter\"><svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Scores of the wrong answers\">");
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{left}\" x2=\"{width - 8}\" y1=\"{height - bottom}\" y2=\"{height - bottom}\"/><line x1=\"{left}\" x2=\"{left}\" y1=\"8\" y2=\"{height - bottom}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{width / 2}\" y=\"{height - 8}\" text-anchor=\"middle\">score of the class it was taken for</text><text transform=\"translate(14 {height / 2 - 12}) rotate(-90)\" text-anchor=\"middle\">score of its label</text>");
        foreach (TextPrediction prediction in wrong.Take(10 * Listed))
        {
            int truth = summary.ClassOf(prediction.Row);
            double x = left + ((width - left - 14) * prediction.Scores[prediction.Predicted]), y = height - bottom - ((height - bottom - 14) * prediction.Scores[truth]);
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"c{truth % ReportPoints.Colours}\" cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"4\"><title>{Html($"{_result.ClassNames[truth]}, taken for {_result.ClassNames[prediction.Predicted]}: {TextOf(prediction.Row)}")}</title></circle>");
        }

        page.Line($"{svg}</svg><p class=\"note\">A mark a text, in the colour of its label; point at one to read it.</p></div>");
    }

    private void Furthest()
    {
        page.Line("<section><h2>Furthest off</h2><ol class=\"rows\">");
        foreach (TextPrediction prediction in _result.CrossValidation.Predictions.OrderByDescending(prediction => Math.Abs(prediction.Scores[0] - summary.NumberOf(prediction.Row))).Take(Listed))
            page.Line(string.Create(CultureInfo.InvariantCulture, $"<li><small>{Id(prediction.Row)}: labelled {Html(summary.Data.Rows[prediction.Row].Label)}, estimated {prediction.Scores[0]:0.###}</small> <q>{Html(TextOf(prediction.Row))}</q></li>"));

        page.Line("</ol></section>");
    }

    private void NearDuplicates(CancellationToken cancellation)
    {
        int rows = Math.Min(summary.Data.Rows.Count, MostCompared);
        float[][] unit = [.. _result.Features.Take(rows).Select(Unit)];
        NeighbourTable near = NearestNeighbours.Find(new FeatureMatrix(unit), Neighbours, cancellationToken: cancellation);
        List<(int A, int B, double Cosine)> pairs = [];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < Neighbours; i++)
            {
                int other = near.Rows(row)[i];
                double cosine = 1 - (near.SquaredDistances(row)[i] / 2);
                if (cosine >= NearlyEqual && summary.ClassOf(other) != summary.ClassOf(row))
                    pairs.Add((Math.Min(row, other), Math.Max(row, other), cosine));
            }
        }

        (int A, int B, double Cosine)[] distinct = [.. pairs.DistinctBy(pair => (pair.A, pair.B)).OrderByDescending(pair => pair.Cosine).ThenBy(pair => pair.A)];
        page.Line($"<section><h2>Nearly the same, labelled differently</h2><p>{Summary.Counted(distinct.Length, "pair")} of texts whose BERT features have a cosine of {NearlyEqual} or more, and whose labels differ{(rows < summary.Data.Rows.Count ? $", among the first {rows:N0} rows" : "")}.{(distinct.Length > Listed ? $" The first {Listed} are listed." : "")}</p><ol class=\"rows\">");
        foreach ((int a, int b, double cosine) in distinct.Take(Listed))
            page.Line($"<li><small>cosine {cosine.ToString("F3", CultureInfo.InvariantCulture)}</small><br><small>{Id(a)}, {Named(summary.ClassOf(a))}</small> <q>{Html(TextOf(a))}</q><small>{Id(b)}, {Named(summary.ClassOf(b))}</small> <q>{Html(TextOf(b))}</q></li>");

        page.Line("</ol></section>");
    }

    private static float[] Unit(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return length == 0 ? vector : Array.ConvertAll(vector, value => (float)(value / length));
    }

    private string TextOf(int row) => ReportPoints.Cut(summary.Data.Rows[row] is { TextPair: { } pair } both ? $"{both.Text} | {pair}" : summary.Data.Rows[row].Text);

    private string Named(int label) => $"<i class=\"swatch c{label % ReportPoints.Colours}\">●</i>&nbsp;{Html(_result.ClassNames[label])}";

    private string Id(int row) => $"id {Html(summary.Data.Ids[row])}";

    private static string Score(float score) => score.ToString("F2", CultureInfo.InvariantCulture);

    private static string Html(string text) => HtmlPage.Encode(text);
}
