using MLNetBert.Cli.Training;

namespace MLNetBert.Cli.Reports;

/// <summary>Texts that are nearly the same and have different labels, of which one is likely wrong.</summary>
internal sealed class TrainingDuplicates(HtmlPage page, TrainingSummary summary)
{
    private const int Listed = 100, MostCompared = 20_000, Neighbours = 5;

    /// <summary>From this cosine on two texts say nearly the same.</summary>
    private const double NearlyEqual = 0.9;

    private readonly TextClassifierResult _result = summary.Result;

    /// <summary>A mark and a line a pair; nothing without BERT's features.</summary>
    public void Write(CancellationToken cancellation)
    {
        if (_result.Features[0].Length <= 1 || summary.Data.Rows.Count <= Neighbours + 1)
            return;

        int rows = Math.Min(summary.Data.Rows.Count, MostCompared);
        Pair[] pairs = [.. Pairs(rows, cancellation).DistinctBy(pair => (pair.A, pair.B)).OrderByDescending(pair => pair.Cosine).ThenBy(pair => pair.A)];
        page.Line($"<section><h2>Nearly the same, labelled differently</h2><p>{Summary.Counted(pairs.Length, "pair")} of texts whose BERT features have a cosine of {NearlyEqual} or more, and whose labels differ{(rows < summary.Data.Rows.Count ? $", among the first {rows:N0} rows" : "")}.{(pairs.Length > Listed ? $" The first {Listed} are listed." : "")}</p>");
        if (pairs.Length > 0)
            Plot(pairs);

        page.Line("<ol class=\"rows\">");
        foreach ((int a, int b, double cosine) in pairs.Take(Listed))
            page.Line($"<li><small>cosine {Cosine(cosine)}</small><br>{Described(a)}{Described(b)}</li>");

        page.Line("</ol></section>");
    }

    private IEnumerable<Pair> Pairs(int rows, CancellationToken cancellation)
    {
        float[][] unit = [.. _result.Features.Take(rows).Select(Unit)];
        NeighbourTable near = NearestNeighbours.Find(new FeatureMatrix(unit), Neighbours, cancellationToken: cancellation);
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < Neighbours; i++)
            {
                int other = near.Rows(row)[i];
                double cosine = 1 - (near.SquaredDistances(row)[i] / 2);
                if (cosine >= NearlyEqual && summary.ClassOf(other) != summary.ClassOf(row))
                    yield return new Pair(Math.Min(row, other), Math.Max(row, other), cosine);
            }
        }
    }

    // A label that a model which had not seen the text does not believe is the likelier mistake of the two.
    private void Plot(Pair[] pairs)
    {
        var predictions = summary.Predictions.ToDictionary(prediction => prediction.Row);
        var plot = new ScorePlot("How far a model believes the labels of pairs", "score of the first text's label", "score of the second's");
        foreach ((int a, int b, double cosine) in pairs.Take(10 * Listed))
        {
            if (predictions.TryGetValue(a, out TextPrediction? first) && predictions.TryGetValue(b, out TextPrediction? second))
                plot.Add(first.Scores[summary.ClassOf(a)], second.Scores[summary.ClassOf(b)], summary.ClassOf(a), $"cosine {Cosine(cosine)}\n{_result.ClassNames[summary.ClassOf(a)]}: {ReportPoints.Cut(summary.Data.Rows[a])}\n{_result.ClassNames[summary.ClassOf(b)]}: {ReportPoints.Cut(summary.Data.Rows[b])}");
        }

        page.Line(plot.Written("A mark a pair, in the colour of the first text's label; point at one to read both. The label with the low score is the likelier mistake."));
    }

    private string Described(int row)
    {
        int label = summary.ClassOf(row);
        return $"<small>id {HtmlPage.Encode(summary.Data.Ids[row])}, {ReportPoints.Swatch(label)}&nbsp;{HtmlPage.Encode(_result.ClassNames[label])}</small> <q>{HtmlPage.Encode(ReportPoints.Cut(summary.Data.Rows[row]))}</q>";
    }

    private static float[] Unit(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return length == 0 ? vector : Array.ConvertAll(vector, value => (float)(value / length));
    }

    private static string Cosine(double cosine) => cosine.ToString("F3", CultureInfo.InvariantCulture);

    private readonly record struct Pair(int A, int B, double Cosine);
}
