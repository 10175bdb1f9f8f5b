namespace MLNetBert.Cli.Reports;

/// <summary>
/// Draws how far texts moved, as SVG: a mark for each number of tokens and size of difference, larger if there are more texts; below a
/// gap, those that did not move.
/// </summary>
internal sealed class DifferencePlot(WayResult way)
{
    private const int Left = 52, Right = 12, Top = 10, Bottom = 40, ZeroBand = 30;

    private readonly ((int Tokens, int? Step) At, int Texts)[] _marks = [.. way.Spread.Select(mark => (mark.Key, mark.Value)).OrderBy(mark => mark.Key)];

    /// <summary>What the horizontal axis shows.</summary>
    public string Axis => way.Way.Kind == VerificationWayKind.Padded ? "tokens of padding" : "tokens of the text";

    /// <summary>The drawing for a wide window, and for a narrow one; a style shows one of them.</summary>
    public string Svg() => Svg(1040, 360, "for-wide") + Svg(380, 320, "for-narrow");

    private string Svg(int width, int height, string shownFor)
    {
        int most = _marks.Max(mark => mark.At.Tokens);
        int[] steps = [.. _marks.Where(mark => mark.At.Step != null).Select(mark => mark.At.Step!.Value)];
        int low = steps.Length == 0 ? -8 : FloorDecade(steps.Min()), high = steps.Length == 0 ? -7 : Math.Max(low + 1, -FloorDecade(-steps.Max()));
        double zero = height - Bottom, floor = zero - ZeroBand;
        double X(double tokens) => Left + 8 + ((width - Left - Right - 16) * tokens / Math.Max(1, most));
        double Y(double decade) => floor - ((floor - Top) * (decade - low) / (high - low));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"{shownFor}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Differences by {Axis}\">");
        for (int decade = low; decade <= high; decade += Math.Max(1, (high - low) / 6))
            Horizontal(svg, width, Y(decade), $"1e{decade}");

        Horizontal(svg, width, zero - 6, "none");
        int between = Step(most, width < 500 ? 5 : 12);
        for (int tokens = 0; tokens <= most; tokens += between)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(tokens):F1}\" y=\"{height - 22}\" text-anchor=\"middle\">{tokens}</text>");

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + width - Right) / 2}\" y=\"{height - 4}\" text-anchor=\"middle\">{Axis}</text>");
        double largest = Math.Clamp((width - Left - Right) / (most + 1.0), 3, 9);
        foreach (((int tokens, int? step), int texts) in _marks)
        {
            double y = step is { } at ? Y((double)at / WayResult.StepsPerDecade) : zero - 6;
            double radius = Math.Min(largest, 1.8 + (0.6 * Math.Log2(texts)));
            string size = step is { } s ? $"about {VerificationTable.Number(Math.Pow(10, (double)s / WayResult.StepsPerDecade))}" : "no difference";
            svg.Append(CultureInfo.InvariantCulture, $"<circle{(step == null ? " class=\"same\"" : "")} cx=\"{X(tokens):F1}\" cy=\"{y:F1}\" r=\"{radius:F1}\"><title>{tokens} {Axis}: {size}, {texts} text{(texts == 1 ? "" : "s")}</title></circle>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Horizontal(StringBuilder svg, int width, double y, string label) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<line x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\"/><text x=\"{Left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{label}</text>");

    private static int FloorDecade(int step) => (int)Math.Floor((double)step / WayResult.StepsPerDecade);

    /// <summary>1, 2 or 5 times a power of ten, so that at most a given number of steps reach the greatest value.</summary>
    private static int Step(int most, int steps)
    {
        for (int power = 1; ; power *= 10)
        {
            foreach (int of in (int[])[1, 2, 5])
            {
                if (most <= (long)steps * of * power)
                    return of * power;
            }
        }
    }
}
