namespace MLNetBert.Cli.Reports;

/// <summary>Draws lines, with marks if they are few, as SVG: for a wide window and for a narrow one; a style shows one of them.</summary>
/// <param name="Label">What it shows, for readers that do not see it.</param>
/// <param name="XAxis">What goes to the right.</param>
/// <param name="YAxis">What goes up.</param>
/// <param name="X">Least and greatest x.</param>
/// <param name="Y">Least and greatest y.</param>
internal sealed record LinePlot(string Label, string XAxis, string YAxis, (double Low, double High) X, (double Low, double High) Y)
{
    private const int Left = 52, Right = 14, Top = 10, Bottom = 42, MostMarks = 20;

    private readonly List<PlotLine> _lines = [];

    /// <summary>Whether the line of equal x and y is drawn.</summary>
    public bool HasDiagonal { get; init; }

    /// <summary>Adds a line.</summary>
    public void Add(PlotLine line) => _lines.Add(line);

    /// <summary>Both drawings.</summary>
    public string Svg() => $"<div class=\"differences plotted\">{Svg(520, 340, "for-wide")}{Svg(370, 300, "for-narrow")}</div>";

    private string Svg(int width, int height, string shownFor)
    {
        double X1(double x) => Left + ((width - Left - Right) * (x - X.Low) / (X.High - X.Low));
        double Y1(double y) => height - Bottom - ((height - Top - Bottom) * (y - Y.Low) / (Y.High - Y.Low));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"{shownFor}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{HtmlPage.Encode(Label)}\">");
        foreach (double y in Ticks(Y))
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{Y1(y):F1}\" y2=\"{Y1(y):F1}\"/><text x=\"{Left - 8}\" y=\"{Y1(y) + 4:F1}\" text-anchor=\"end\">{y:0.##}</text>");

        foreach (double x in Ticks(X))
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X1(x):F1}\" y=\"{height - 24}\" text-anchor=\"middle\">{x:#,0.##}</text>");

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + width - Right) / 2}\" y=\"{height - 6}\" text-anchor=\"middle\">{HtmlPage.Encode(XAxis)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(12 {(Top + height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{HtmlPage.Encode(YAxis)}</text>");
        if (HasDiagonal)
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"diagonal\" x1=\"{X1(X.Low):F1}\" y1=\"{Y1(Y.Low):F1}\" x2=\"{X1(X.High):F1}\" y2=\"{Y1(Y.High):F1}\"/>");

        foreach (PlotLine line in _lines)
            Draw(svg, line, X1, Y1);

        return svg.Append("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, PlotLine line, Func<double, double> x1, Func<double, double> y1)
    {
        foreach (PlotPoint point in line.Points)
        {
            if (point.Low is { } low && point.High is { } high)
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"range {line.Style}\" x1=\"{x1(point.X):F1}\" x2=\"{x1(point.X):F1}\" y1=\"{y1(low):F1}\" y2=\"{y1(high):F1}\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"drawn {line.Style}\" points=\"{string.Join(' ', line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x1(point.X):F1},{y1(point.Y):F1}")))}\"/>");
        if (line.Points.Count > MostMarks)
            return;

        foreach (PlotPoint point in line.Points)
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{line.Style}\" cx=\"{x1(point.X):F1}\" cy=\"{y1(point.Y):F1}\" r=\"4\"><title>{HtmlPage.Encode(point.Title)}</title></circle>");
    }

    // 1, 2 or 5 times a power of ten apart, at most six.
    private static IEnumerable<double> Ticks((double Low, double High) range)
    {
        double span = range.High - range.Low, power = Math.Pow(10, Math.Floor(Math.Log10(span)) - 1);
        double step = new[] { 1.0, 2, 5, 10, 20, 50 }.Select(of => of * power).First(of => span / of <= 6);
        for (double tick = Math.Ceiling((range.Low / step) - 1e-9) * step; tick <= range.High + (step * 1e-6); tick += step)
            yield return Math.Round(tick, 10) + 0.0;
    }
}

/// <summary>A line of a plot.</summary>
/// <param name="Style">Its class of style, which gives the colour.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record PlotLine(string Style, IReadOnlyList<PlotPoint> Points);

/// <summary>A point of a line.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Up.</param>
/// <param name="Title">What is said of it under the pointer.</param>
/// <param name="Low">The lower end of its interval.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct PlotPoint(double X, double Y, string Title = "", double? Low = null, double? High = null);
