using System.Net;

namespace MLNetBert.Cli.Pull;

/// <summary>What the hub means by an answer that is an error, and what to do. It says 401 of whatever it does not show: private, gated or not there at all.</summary>
internal static class HubErrors
{
    /// <summary>The error for the user.</summary>
    /// <param name="answer">The hub's answer.</param>
    /// <param name="what">What was asked for: the repository, or a file of it.</param>
    /// <param name="revision">The revision asked for.</param>
    /// <param name="settings">The hub.</param>
    public static BadInputException Of(HttpResponseMessage answer, string what, string revision, HubSettings settings)
    {
        string server = (answer.RequestMessage?.RequestUri ?? settings.Endpoint).Host, said = $"{server} answers {(int)answer.StatusCode}{Told(answer, settings)}";
        string login = settings.Token == null ? "no token was sent: put yours into HF_TOKEN" : "a token was sent: see whether it is the right one, and still valid";
        (string code, string sentence) = (Header(answer, "X-Error-Code"), answer.StatusCode) switch
        {
            ("RevisionNotFound", _) => ("hub.missing", $"{what} has no revision {revision}; give a branch, a tag or a commit with --revision"),
            ("EntryNotFound", _) => ("hub.missing", $"{what} is not there any more; run again"),
            ("GatedRepo", _) => ("hub.access", $"{what} is given to those only who have accepted its conditions ({said}); accept them on its page, and then, as {login}"),
            ("RepoNotFound", _) or (_, HttpStatusCode.Unauthorized) => ("hub.access", $"{what}: {said}: there is no such repository, or it is private or gated; check its name. If it is private, {login}"),
            (_, HttpStatusCode.Forbidden) => ("hub.access", $"{what}: {said}: the account may not read it; {login}"),
            (_, HttpStatusCode.NotFound) => ("hub.missing", $"{what}: {said}; check the names of the repository and the revision, and HF_ENDPOINT"),
            (_, HttpStatusCode.TooManyRequests) => ("hub.unavailable", $"{what}: {said}: too many requests; try again {When(answer)}{(settings.Token == null ? ", or with a token in HF_TOKEN, which may ask more often" : "")}"),
            (_, >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout) => ("hub.unavailable", $"{what}: {said}; try again {When(answer)}"),
            _ => ("hub.answer", $"{what}: {said}, which is not how a hub answers; check HF_ENDPOINT and the proxy"),
        };
        return new BadInputException(sentence + ".") { Code = code, Key = what };
    }

    private static string When(HttpResponseMessage answer) => HubRetries.AskedWait(answer) is { } wait && wait > TimeSpan.Zero ? $"in {Summary.Duration(wait)}" : "later";

    private static string Told(HttpResponseMessage answer, HubSettings settings)
    {
        // A server may say back what it was sent.
        string text = Header(answer, "X-Error-Message");
        text = settings.Token == null ? text : text.Replace(settings.Token, "***", StringComparison.Ordinal);
        return text.Length == 0 ? "" : $" (\"{Printable.Cut(text, longest: 300).TrimEnd('.')}\")";
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(' ', values) : "";
}
