using System.Net;
using System.Text.RegularExpressions;

namespace MLNetBert.Tests.Service;

/// <summary>The page, health and metrics.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere()
    {
        await using RunningService service = RunningService.Tiny();
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
        await using RunningService service = RunningService.Tiny();
        await service.EmbedAsync(new { input = "the fox" });
        await service.EmbedAsync(new { input = "" });
        Assert.Equal("Healthy", await service.Client.GetStringAsync("healthz"));
        string metrics = await service.Client.GetStringAsync("metrics");
        foreach (int status in (int[])[200, 400])
            Assert.Matches($@"http_server_request_duration_seconds_count\{{[^}}]*http_response_status_code=""{status}""[^}}]*http_route=""/v1/embeddings""[^}}]*\}} [1-9]", metrics);
    }

    [GeneratedRegex("(?:href|src)=\"(?<to>[^\"]*)\"")]
    private static partial Regex Link();
}
