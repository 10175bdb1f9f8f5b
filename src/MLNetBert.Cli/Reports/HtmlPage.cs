using System.Net;

namespace MLNetBert.Cli.Reports;

/// <summary>What all reports have in common: one HTML page that contains everything it needs and cannot fetch anything.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _html = new();

    /// <summary>Begins a page with its title as the heading.</summary>
    public HtmlPage(string title, params ReadOnlySpan<string> styles)
    {
        Line("<!DOCTYPE html>");
        Line("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">");

        // Nothing can be fetched, whatever a text says; a worker runs what is in the page, under the same rule.
        Line("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; worker-src blob:\">");
        Line($"<title>{Encode(title)}</title><style>");
        foreach (string style in styles)
            Line(Resource(style));

        Line($"</style></head><body><main><h1>{Encode(title)}</h1>");
    }

    /// <summary>Text, escaped for HTML.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A style or script of the reports.</summary>
    public static string Resource(string name)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Appends HTML.</summary>
    public void Line(string html) => _html.Append(html).Append('\n');

    /// <summary>Ends the page; what comes after the content proper is added as it is.</summary>
    public string End(string afterMain = "")
    {
        Line($"</main>{afterMain}</body></html>");
        return _html.ToString();
    }
}
