namespace MLNetBert.Cli.Reports;

/// <summary>Writes a report as one HTML page that needs no network: tables and bars as HTML, the plane of the points as data for a script.</summary>
internal sealed class ReportPage
{
    private const int MostListed = 200;
    private readonly HtmlPage _page;
    private readonly ReportData _data;
    private readonly MethodEffect[] _effects;
    private readonly ReportPoints _points;

    private ReportPage(ReportData data, CancellationToken cancellation)
    {
        _data = data;
        _page = new HtmlPage($"Resampling {data.Source}", "page.css");
        _effects = [.. data.Methods.Select(method => new MethodEffect(data.Labels, method.Result))];
        _points = new ReportPoints(data, _effects, MostListed, cancellation);
    }

    /// <summary>The whole page.</summary>
    public static string Write(ReportData data, CancellationToken cancellation)
    {
        var page = new ReportPage(data, cancellation);
        return page.Page();
    }

    private string Page()
    {
        Line($"<p class=\"lead\">{Summary.Counted(_data.Labels.Count, "row")} of {Summary.Counted(_data.Features.Columns, "column")} in {_data.Classes.Count} classes: {string.Join(", ", _data.Classes.Select(c => $"{Named(c)} {Count(_data.Labels.Count(label => label == c))}"))}.</p>");
        Comparison();
        Methods();
        Line($"<p class=\"note\">Made by mlnetbert resample. Seed {_data.Seed}.</p>");
        return _page.End($"<div id=\"tip\" role=\"status\" hidden></div><script type=\"application/json\" id=\"data\">{_points.Json()}</script>{(_points.HasUmap ? PointsPlot.Umap() : "")}<script>{HtmlPage.Resource("page.js")}</script>");
    }

    private void Comparison()
    {
        MethodResult[] ran = [.. _data.Results.Where(result => result.Failure == null)];
        if (ran.Length == 0)
            return;

        Line("<section><h2>Which method helps</h2>");
        Line($"<p>A logistic regression on each method's rows, {_data.Folds}-fold cross-validation. Only the training rows of a fold are resampled; every row is predicted once, by a model that has not seen it. After ± the standard deviation over the folds: smaller differences mean little.</p>");
        Line("<div class=\"wide\"><table><thead><tr><th>method</th><th>balanced accuracy</th>");
        foreach (int label in _data.Classes)
            Line($"<th>{Swatch(label)}&nbsp;recall {Html(Name(label))}</th>");

        Line("<th>g-mean</th><th>macro F1</th><th>time</th></tr></thead><tbody>");
        foreach (MethodResult result in ran)
        {
            Line($"<tr><th scope=\"row\">{Html(result.Name)}</th>");
            Line(Cell(result.BalancedAccuracy, ran.Max(other => other.BalancedAccuracy), $" ± {Number(result.Spread)}"));
            foreach (int label in _data.Classes)
                Line(Cell(Recall(result, label), ran.Max(other => Recall(other, label))));

            Line(Cell(result.Metrics!.GeometricMean(), ran.Max(other => other.Metrics!.GeometricMean())));
            Line(Cell(result.Metrics.Confusion.MacroF1, ran.Max(other => other.Metrics!.Confusion.MacroF1)));
            Line($"<td>{Html(Summary.Duration(result.Resampling + result.Training))}</td></tr>");
        }

        Line("</tbody></table></div>");
        foreach (MethodResult failed in _data.Results.Where(result => result.Failure != null))
            Line($"<p class=\"note\">{Html(failed.Name)} could not run: {Html(failed.Failure!)}</p>");

        MethodResult? none = ran.FirstOrDefault(result => result.Name == ComparedMethod.None.Name);
        Line($"<h3>Recall of each class</h3>{(none == null ? "" : "<p class=\"note\">The line marks the recall without any method.</p>")}<div class=\"panels\">");
        foreach (int label in _data.Classes)
        {
            Line($"<div class=\"panel {ClassOf(label)}\"><h4>{Named(label)}</h4>");
            foreach (MethodResult result in ran)
            {
                string mark = none == null ? "" : $"<i class=\"mark\" style=\"left:{Percent(Recall(none, label))}\"></i>";
                Line($"<div class=\"bar\"><span>{Html(result.Name)}</span><b><i class=\"fill\" style=\"width:{Percent(Recall(result, label))}\"></i>{mark}</b><em>{Number(Recall(result, label))}</em></div>");
            }

            Line("</div>");
        }

        Line("</div></section>");
    }

    private void Methods()
    {
        if (_data.Methods.Count == 0)
            return;

        Line("<section><h2>What each method does to the rows</h2>");
        Line($"<p>Each method over all rows. PCA is the plane of the rows' two greatest principal components ({(100 * _points.ExplainedVarianceRatio).ToString("F0", CultureInfo.InvariantCulture)}% of their variance): neighbours in it may be far apart in the other columns. {(_points.HasUmap ? PointsPlot.AboutUmap : "")} {_points.Note}</p>");
        Line("<div class=\"tabs\" role=\"tablist\">");
        for (int i = 0; i < _data.Methods.Count; i++)
            Line($"<button role=\"tab\" id=\"tab{i}\" aria-controls=\"method{i}\" aria-selected=\"{(i == 0 ? "true" : "false")}\">{Html(_data.Methods[i].Name)}</button>");

        Line("</div>");
        for (int i = 0; i < _data.Methods.Count; i++)
            Method(i, _effects[i]);

        Line("</section>");
    }

    private void Method(int index, MethodEffect effect)
    {
        Line($"<div class=\"method\" role=\"tabpanel\" id=\"method{index}\" aria-labelledby=\"tab{index}\" data-method=\"{index}\">");
        foreach (string warning in _data.Methods[index].Result.Warnings)
            Line($"<p class=\"note\">Note: {Html(warning)}</p>");

        Line("<div class=\"columns\"><div><h3>Rows of each class</h3>");
        double most = _data.Classes.Max(label => Math.Max(effect.Of(label).Before, effect.Of(label).Kept + effect.Of(label).Added));
        foreach (int label in _data.Classes)
        {
            MethodEffect.ClassCounts counts = effect.Of(label);
            int after = counts.Kept + counts.Added, removed = counts.Before - counts.Kept;
            string change = string.Join(", ", new[] { counts.Added > 0 ? $"{Count(counts.Added)} added" : "", removed > 0 ? $"{Count(removed)} removed" : "" }.Where(text => text.Length > 0));
            Line($"<div class=\"counts {ClassOf(label)}\"><h4>{Named(label)}{(change.Length > 0 ? $" <small>{change}</small>" : "")}</h4>");
            Line($"<div class=\"bar\"><span>before</span><b><i class=\"plain\" style=\"width:{Percent(counts.Before / most)}\"></i></b><em>{Count(counts.Before)}</em></div>");
            Line($"<div class=\"bar\"><span>after</span><b><i class=\"fill\" style=\"width:{Percent(counts.Kept / most)}\"></i><i class=\"made\" style=\"width:{Percent(counts.Added / most)}\"></i></b><em>{Count(after)}</em></div></div>");
        }

        Line("</div>");
        _page.Line(PointsPlot.Html(index, effect, _points.HasUmap, _data.Texts != null));
        Line("</div>");
        Removed(index, effect);
        Line("</div>");
    }

    private void Removed(int index, MethodEffect effect)
    {
        IReadOnlyList<int> border = _points.RemovedAtBorder[index];
        if (border.Count == 0)
            return;

        Line($"<details><summary>{Summary.Counted(border.Count, "row")} removed near borders{(border.Count < effect.Removed.Count ? $", of {Count(effect.Removed.Count)} removed" : "")}</summary>");
        Line($"<p class=\"note\">Those with neighbours of other classes among their {_points.Neighbours} nearest, most such neighbours first{(border.Count > MostListed ? $"; the first {MostListed} are listed" : "")}.</p><ol class=\"rows\">");
        foreach (int row in border.Take(MostListed))
        {
            string text = _data.Texts == null ? "" : $" <q>{Html(ReportPoints.Cut(_data.Texts[row]))}</q>";
            Line($"<li title=\"{Html(_points.NeighbourText(row))}\"><small>{Named(_data.Labels[row])}, row {row}, {_points.OtherNeighbours(row)} of {_points.Neighbours} nearest of other classes</small>{text}</li>");
        }

        Line("</ol></details>");
    }

    private static double Recall(MethodResult result, int label) => result.Metrics!.PerClass.First(c => c.Label == label).Sensitivity;

    private static string Cell(double value, double best, string more = "") =>
        $"<td{(value == best ? " class=\"best\"" : "")}>{Number(value)}{more}</td>";

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + "%";

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private string Name(int label) => _data.ClassName(label);

    private string Named(int label) => $"{Swatch(label)}&nbsp;{Html(Name(label))}";

    private string Swatch(int label) => $"<i class=\"swatch {ClassOf(label)}\">●</i>";

    private string ClassOf(int label) => $"c{_data.Classes.ToList().IndexOf(label) % ReportPoints.Colours}";

    private static string Html(string text) => HtmlPage.Encode(text);

    private void Line(string html) => _page.Line(html);
}
