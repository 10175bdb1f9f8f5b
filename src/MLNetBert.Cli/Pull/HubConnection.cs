using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly.Timeout;

namespace MLNetBert.Cli.Pull;

/// <summary>
/// Asks a hub over HTTP. Redirects are followed here and not by .NET, since the token may go to the hub itself alone: the hub's own redirects, as to a repository's new name,
/// need it, and those to the servers that keep the files must not have it. Proxies are .NET's: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpClient _client;

    /// <summary>Begins; nothing is sent yet.</summary>
    /// <param name="settings">The hub.</param>
    /// <param name="say">Is told of waits.</param>
    public HubConnection(HubSettings settings, Action<string> say)
    {
        Settings = settings;
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        ResilienceHandler retries = HubRetries.Handler(settings.FirstWait, say);
        retries.InnerHandler = sockets;
        _client = new HttpClient(retries) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("mlnetbert", typeof(HubConnection).Assembly.GetName().Version?.ToString(3)));
    }

    /// <summary>The hub.</summary>
    public HubSettings Settings { get; }

    /// <summary>The answer to a GET, its headers read; not a redirect, but perhaps an error.</summary>
    /// <param name="address">What is asked.</param>
    /// <param name="patience">How long an attempt may take.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="look">Sees every answer of the hub itself, redirects too.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="BadInputException">There is no answer, or it leads nowhere.</exception>
    /// <exception cref="HttpRequestException">The connection failed in a way that may pass.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, TimeSpan patience, long from, Action<HttpResponseMessage> look, CancellationToken cancellation)
    {
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Options.Set(HubRetries.Patience, patience);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
            bool isHub = Uri.Compare(address, Settings.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
            if (isHub && Settings.Token != null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Settings.Token);

            HttpResponseMessage answer = await SendAsync(request, cancellation).ConfigureAwait(false);
            if (isHub)
                look(answer);

            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return answer;

            using (answer)
                address = Next(address, answer.Headers.Location);
        }

        throw new BadInputException($"{Shown(address)} leads to another address again and again; check HF_ENDPOINT.") { Code = "hub.answer" };
    }

    /// <summary>An address without its query, which may hold a signature.</summary>
    public static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        string server = request.RequestUri!.GetLeftPart(UriPartial.Authority);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException e)
        {
            throw new BadInputException($"{server} gave no answer within {Summary.Duration(e.Timeout)}, {HubRetries.Most + 1} times; try again later, or give it longer with HF_HUB_ETAG_TIMEOUT and HF_HUB_DOWNLOAD_TIMEOUT.", e) { Code = "hub.unavailable" };
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new HubUnreachableException($"{server} cannot be reached ({e.InnerException?.Message.TrimEnd('.') ?? e.Message.TrimEnd('.')}); check the network, HF_ENDPOINT and the proxy.", e);
        }
    }

    private static Uri Next(Uri address, Uri? location)
    {
        if (location == null || !Uri.TryCreate(address, location, out Uri? next) || next.Scheme is not ("http" or "https") || (next.Scheme == "http" && address.Scheme == "https"))
            throw new BadInputException($"{Shown(address)} leads to {(location == null ? "no address" : "an address that is not followed")}; check HF_ENDPOINT and the proxy.") { Code = "hub.answer" };

        return next;
    }
}
