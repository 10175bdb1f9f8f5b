namespace MLNetBert.Cli.Pull;

/// <summary>What the environment says of the hub, under the names that huggingface_hub reads. The token is in no text that this makes.</summary>
internal sealed class HubSettings
{
    private const int UsualSeconds = 10;
    private const int MostSeconds = 24 * 60 * 60;

    private static readonly string[] Yes = ["1", "ON", "YES", "TRUE"];

    /// <summary>The hub, without a slash at the end: HF_ENDPOINT.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>HF_TOKEN, or what the file HF_TOKEN_PATH holds; null if there is none.</summary>
    public string? Token { get; init; }

    /// <summary>HF_HUB_OFFLINE: nothing may be asked.</summary>
    public bool Offline { get; init; }

    /// <summary>How long the hub may take to answer with a list: HF_HUB_ETAG_TIMEOUT.</summary>
    public TimeSpan ListPatience { get; init; } = TimeSpan.FromSeconds(UsualSeconds);

    /// <summary>How long a file may give nothing: HF_HUB_DOWNLOAD_TIMEOUT.</summary>
    public TimeSpan FilePatience { get; init; } = TimeSpan.FromSeconds(UsualSeconds);

    /// <summary>The wait before the first new attempt; later ones are longer.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the environment.</summary>
    /// <param name="variable">Gives a variable's value; null if it is not set.</param>
    /// <exception cref="BadInputException">A variable has a value that it cannot have.</exception>
    public static HubSettings Read(Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        bool IsYes(string name) => Yes.Contains(Set(name)?.ToUpperInvariant());
        return new HubSettings
        {
            Endpoint = Address(Set("HF_ENDPOINT") ?? "https://huggingface.co"),
            Token = IsYes("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? null : HubToken.Find(Set),
            Offline = Yes.Contains((Set("HF_HUB_OFFLINE") ?? Set("TRANSFORMERS_OFFLINE"))?.ToUpperInvariant()),
            ListPatience = Seconds("HF_HUB_ETAG_TIMEOUT", Set("HF_HUB_ETAG_TIMEOUT")),
            FilePatience = Seconds("HF_HUB_DOWNLOAD_TIMEOUT", Set("HF_HUB_DOWNLOAD_TIMEOUT")),
        };
    }

    /// <summary>An address under the hub: parts are escaped, each on its own.</summary>
    public Uri At(string start, params IEnumerable<string> parts) => new($"{Endpoint.AbsoluteUri.TrimEnd('/')}{start}{string.Join('/', parts.Select(Uri.EscapeDataString))}");

    private static Uri Address(string text)
    {
        // User and password would stand in messages and records.
        bool good = Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;
        return good ? address! : throw new BadInputException("HF_ENDPOINT is not the address of a hub, such as https://huggingface.co (http or https, without user, query or fragment); correct it, or unset it.") { Code = "option.value", Key = "HF_ENDPOINT" };
    }

    private static TimeSpan Seconds(string name, string? text)
    {
        int seconds = text == null ? 0 : OptionValues.AtLeast(0, name, text, most: MostSeconds);
        return TimeSpan.FromSeconds(seconds == 0 ? UsualSeconds : seconds);
    }
}
