using System.Security.Cryptography;
using System.Text;

namespace EmbeddingService;

/// <summary>Lets those through who know the key. The comparison takes the same time whatever is sent.</summary>
internal static partial class ApiKey
{
    private const string Scheme = "Bearer ";

    /// <summary>Asks for the key below these paths; without a key, nobody is asked.</summary>
    public static void UseApiKey(this WebApplication app, string? key, params string[] paths)
    {
        if (string.IsNullOrEmpty(key))
        {
            app.Lifetime.ApplicationStarted.Register(() => WarnOfOthers(app));
            return;
        }

        byte[] expected = Hash(key);
        app.Use((context, next) => !paths.Any(path => context.Request.Path.StartsWithSegments(path)) || Fits(context.Request, expected) ? next(context)
            : throw new ApiException(StatusCodes.Status401Unauthorized, "The API key is missing or wrong; send it as Authorization: Bearer KEY.", code: "invalid_api_key"));
    }

    // Hashes are of equal length, so that not even the key's length shows in the time.
    private static bool Fits(HttpRequest request, byte[] expected) => request.Headers.Authorization.ToString() is var sent
        && sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Hash(sent[Scheme.Length..].Trim()), expected);

    private static void WarnOfOthers(WebApplication app)
    {
        foreach (string url in app.Urls.Where(url => !(Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.IsLoopback)))
            Open(app.Logger, url);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    [LoggerMessage(LogLevel.Warning, "Whoever reaches {Url} may use this service: set Service:ApiKey.")]
    private static partial void Open(ILogger logger, string url);
}
