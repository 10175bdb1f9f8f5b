using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MLNetBert.Tests.Service;

/// <summary>The page, health and metrics.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere()
    {
        await using var service = RunningService.Tiny();
        HttpResponseMessage page = await service.Client.GetAsync("/");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("default-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        string html = await page.Content.ReadAsStringAsync();
        string[] links = [.. Link().Matches(html).Select(match => match.Groups["to"].Value).Where(to => to != "data:,")];
        Assert.Equal(["page.css", "page.js", "healthz", "metrics"], links);
        foreach (string link in links)
        {
            HttpResponseMessage linked = await service.Client.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
            Assert.DoesNotMatch("https?://|@import|url\\(", link.StartsWith("page", StringComparison.Ordinal) ? await linked.Content.ReadAsStringAsync() : "");
        }
    }

    [Fact]
    public async Task Metrics_count_what_was_asked()
    {
        await using var service = RunningService.Tiny("--Bert:ModelId", "counted");
        Assert.Equal("Healthy", await service.Client.GetStringAsync("healthz"));
        string before = await service.Client.GetStringAsync("metrics");
        await service.EmbedAsync(new { input = "the fox" });
        await service.EmbedAsync(new { input = "" });
        // The exporter makes a page anew after some time.
        string after = before;
        for (int i = 0; i < 500 && Tokens(after) == Tokens(before); i++)
        {
            await Task.Delay(20);
            after = await service.Client.GetStringAsync("metrics");
        }

        // the f ##o ##x, and two special ones.
        Assert.Equal(6, Tokens(after) - Tokens(before));
        foreach (int status in (int[])[200, 400])
            Assert.Matches($@"http_server_request_duration_seconds_count\{{[^}}]*http_response_status_code=""{status}""[^}}]*http_route=""/v1/embeddings""[^}}]*\}} [1-9]", after);
    }

    private static int Tokens(string metrics) => Counted().Match(metrics) is { Success: true } match ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("""^mlnetbert_tokens_total\{[^}]*gen_ai_request_model="counted"[^}]*\} (?<count>\d+)""", RegexOptions.Multiline)]
    private static partial Regex Counted();

    [GeneratedRegex("(?:href|src)=\"(?<to>[^\"]*)\"")]
    private static partial Regex Link();
}
