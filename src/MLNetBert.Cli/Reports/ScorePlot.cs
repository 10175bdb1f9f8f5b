namespace MLNetBert.Cli.Reports;

/// <summary>Texts as marks between two scores from 0 to 1, which say what they are under the pointer.</summary>
internal sealed class ScorePlot
{
    private const int Width = 520, Height = 260, Left = 40, Bottom = 36;

    private readonly StringBuilder _svg;

    /// <summary>Begins a plot with the names of its axes.</summary>
    public ScorePlot(string name, string across, string up)
    {
        _svg = new StringBuilder($"<div class=\"differences plotted scatter\"><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlPage.Encode(name)}\">");
        _svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - 8}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\"/><line x1=\"{Left}\" x2=\"{Left}\" y1=\"8\" y2=\"{Height - Bottom}\"/>");
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{HtmlPage.Encode(across)}</text><text transform=\"translate(14 {(Height / 2) - 12}) rotate(-90)\" text-anchor=\"middle\">{HtmlPage.Encode(up)}</text>");
    }

    /// <summary>A mark in the colour of a class.</summary>
    public void Add(double across, double up, int label, string text)
    {
        double x = Left + ((Width - Left - 14) * across), y = Height - Bottom - ((Height - Bottom - 14) * up);
        _svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"c{label % ReportPoints.Colours}\" cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"4\"><title>{HtmlPage.Encode(text)}</title></circle>");
    }

    /// <summary>The plot with a note below.</summary>
    public string Written(string note) => $"{_svg}</svg><p class=\"note\">{HtmlPage.Encode(note)}</p></div>";
}
