using System.Net;

namespace MLNetBert.Tests.Service;

/// <summary>With a key configured, the interface and the metrics are for those who know it.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public async Task Who_knows_the_key_is_answered_and_others_are_not()
    {
        await using var service = RunningService.Tiny("--Service:ApiKey", "sesame");
        foreach (string? wrong in (string?[])[null, "Bearer", "Bearer ", "Bearer sesam", "Bearer sesame1", "Bearer Sesame", "Basic sesame", "sesame"])
        {
            foreach (string path in (string[])["v1/models", "v1/embeddings", "v1/nothing", "metrics"])
            {
                HttpResponseMessage response = await GetAsync(service, path, wrong);
                Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (response.StatusCode, response.Headers.WwwAuthenticate.Single().Scheme));
                Assert.Equal("invalid_api_key", (await RunningService.ErrorAsync(response))["code"]);
            }
        }

        foreach (string right in (string[])["Bearer sesame", "bearer sesame"])
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(service, "v1/models", right)).StatusCode);
        foreach (string open in (string[])["", "healthz"])
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(service, open, null)).StatusCode);
    }

    private static Task<HttpResponseMessage> GetAsync(RunningService service, string path, string? authorization)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        if (authorization != null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return service.Client.SendAsync(request);
    }
}
