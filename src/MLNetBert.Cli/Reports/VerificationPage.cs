namespace MLNetBert.Cli.Reports;

/// <summary>Writes the results of verify as one HTML page: verdicts, tables, and how far texts moved by padding and by length.</summary>
internal sealed class VerificationPage
{
    private const int LongestShown = 160;

    private readonly HtmlPage _page = new("Do the bits hold?", "page.css", "page.verify.css");

    /// <summary>The whole page.</summary>
    public static string Write(IReadOnlyList<FileVerification> files, IReadOnlyList<FailedFile> failed)
    {
        var page = new VerificationPage();
        page._page.Line("<p class=\"lead\">Each text was run alone, then in company in several ways, and the bits of its vector were compared. Ways that extract uses must not move a bit; the others show what would happen elsewhere.</p>");
        foreach (FileVerification file in files)
            page.File(file);

        foreach (FailedFile file in failed)
            page._page.Line($"<section><h2>{Html(Path.GetFileName(file.File))}</h2><p>Could not be run: {Html(file.Why)}</p></section>");

        page._page.Line("<p class=\"note\">Made by mlnetbert verify.</p>");
        return page._page.End();
    }

    private void File(FileVerification file)
    {
        _page.Line($"<section><h2>{Html(Path.GetFileName(file.Verifier.Featurizer.Model.ModelFile))}</h2><p class=\"note\">{Html(VerificationTable.Heading(file))}</p>");
        _page.Line($"<p class=\"verdict {(file.Exact ? "good" : "bad")}\">{Html(Verdict.Of(file))}</p>");
        _page.Line("<div class=\"wide\"><table><thead><tr><th>way</th><th>texts that differ</th><th>greatest difference</th><th>lowest cosine</th></tr></thead><tbody>");
        foreach (bool ofExtract in new[] { true, false })
        {
            _page.Line($"<tr class=\"group\"><th colspan=\"4\" scope=\"rowgroup\">{(ofExtract ? "ways of extract" : "for information, no way of extract")}</th></tr>");
            foreach (WayResult way in file.Ways.Where(way => way.Way.OfFeaturizer == ofExtract))
                Row(file, way);
        }

        _page.Line("</tbody></table></div>");
        WayResult[] moving = [.. file.Ways.Where(way => way.Differing > 0).OrderBy(way => way.Way.Kind != VerificationWayKind.Padded)];
        foreach (WayResult way in moving)
            Moved(file, way);

        if (file.Ways.FirstOrDefault(way => way.Way.Kind == VerificationWayKind.Padded) is { Way.Skipped: null, Differing: 0 })
            _page.Line("<p>No text moved by padding either.</p>");

        _page.Line("</section>");
    }

    private void Row(FileVerification file, WayResult way)
    {
        if (way.Way.Skipped != null)
        {
            _page.Line($"<tr><th scope=\"row\">{Html(way.Way.Name(file.Verifier))}</th><td colspan=\"3\">not run: {Html(way.Way.Skipped)}</td></tr>");
            return;
        }

        string greatest = way.Greatest is { } far ? VerificationTable.Number(far.Difference.Greatest) : "0";
        string least = way.LeastCosine is { } low ? VerificationTable.Cosine(low.Difference.Cosine) : "1";
        _page.Line($"<tr><th scope=\"row\">{Html(way.Way.Name(file.Verifier))}</th><td{(way.Differing > 0 ? " class=\"best\"" : "")}>{Count(way.Differing)} of {Count(way.Texts)}</td><td>{greatest}</td><td>{least}</td></tr>");
    }

    private void Moved(FileVerification file, WayResult way)
    {
        var plot = new DifferencePlot(way);
        _page.Line($"<h3>{Html(Sentence(way.Way.Name(file.Verifier)))}: greatest difference of each text, by {plot.Axis}</h3><p>{Html(Sentence(Verdict.Why(file, way)!))}. Larger marks are more texts; the scale is logarithmic.</p>");
        _page.Line($"<div class=\"differences\">{plot.Svg()}</div><ul class=\"rows\">");
        Text("Greatest difference", VerificationTable.Number(way.Greatest!.Difference.Greatest), way.Greatest);
        Text("Lowest cosine", VerificationTable.Cosine(way.LeastCosine!.Difference.Cosine), way.LeastCosine);
        _page.Line("</ul>");
    }

    private void Text(string what, string value, MovedText moved)
    {
        string text = moved.Item.TextPair == null ? moved.Item.Text : $"{moved.Item.Text} | {moved.Item.TextPair}";
        _page.Line($"<li><small>{what} {value}: id {Html(VerificationTable.Which(moved))}, {Html(moved.Item.Where)}</small> <q>{Html(text.Length > LongestShown ? $"{text[..LongestShown]}..." : text)}</q></li>");
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Html(string text) => HtmlPage.Encode(text);
}
