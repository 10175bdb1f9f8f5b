namespace MLNetBert.Cli.Reports;

/// <summary>The plot of a method's points with its controls, and what the page needs to place them by UMAP.</summary>
internal static class PointsPlot
{
    /// <summary>What UMAP's plane shows, in sentences.</summary>
    public static readonly string AboutUmap =
        $"UMAP, which the page computes when asked, puts each row near the {ReportNeighbours.Each} drawn rows that are nearest to it in all columns, and synthetic ones near theirs: " +
        "who is near whom counts there, while the size of groups and the space between them mean little.";

    /// <summary>The plot of one method.</summary>
    public static string Html(int index, MethodEffect effect, bool umap, bool texts)
    {
        var html = new StringBuilder("<div class=\"plot\"><h3>The rows in the plane</h3><div class=\"controls\">");
        if (umap)
        {
            html.Append("<fieldset class=\"planes\"><legend>Plane</legend>");
            foreach ((string plane, string name) in new[] { ("pca", "PCA"), ("umap", "UMAP") })
                html.Append(CultureInfo.InvariantCulture, $"<label><input type=\"radio\" name=\"plane{index}\" value=\"{plane}\"{(plane == "pca" ? " checked" : "")}><span>{name}</span></label>");

            html.Append("</fieldset>");
        }

        html.Append("<div class=\"keys\"><label><input type=\"checkbox\" checked data-kind=\"kept\"> <i class=\"key dot\"></i> kept</label>");
        if (effect.Synthetic.Count > 0)
            html.Append("<label><input type=\"checkbox\" checked data-kind=\"made\"> <i class=\"key ring\"></i> synthetic</label>");

        if (effect.Removed.Count > 0)
            html.Append("<label><input type=\"checkbox\" checked data-kind=\"removed\"> <i class=\"key cross\">×</i> removed</label>");

        html.Append("</div></div><div class=\"stage\"><canvas role=\"img\" aria-label=\"The rows in the plane of their two greatest principal components\"></canvas>");
        if (umap)
            html.Append("<div class=\"working\" hidden><label>Placing the rows by UMAP <progress></progress></label></div>");

        return html.Append(CultureInfo.InvariantCulture, $"</div><p class=\"note\">Point at a row, or tap it, to {(texts ? "read its text" : "see which it is (with --text its text, too)")}.</p><p class=\"note\" role=\"status\"></p></div>").ToString();
    }

    /// <summary>The library and the code that calls it, as text that a browser does not run until asked.</summary>
    public static string Umap() =>
        $"<!--\n{HtmlPage.Encode(HtmlPage.Resource("NOTICE"))}--><script type=\"text/plain\" id=\"umap-js\">{HtmlPage.Resource("umap-js.min.js")}</script>" +
        $"<script type=\"text/plain\" id=\"umap\">{HtmlPage.Resource("page.umap.js")}</script>";
}
