namespace MLNetBert.Cli.Pull;

/// <summary>What the hub says of a repository at a revision.</summary>
/// <param name="Commit">The commit that the revision is at the moment.</param>
/// <param name="Files">All its files, by path.</param>
internal sealed record HubListing(string Commit, IReadOnlyDictionary<string, HubFile> Files)
{
    private const int LongestList = 64 << 20;

    /// <summary>Asks for it: GET /api/models/OWNER/NAME/revision/REVISION?blobs=true.</summary>
    /// <exception cref="BadInputException">The hub does not answer, or not with a list.</exception>
    public static async Task<HubListing> AskAsync(HubConnection hub, string repository, string revision, CancellationToken cancellation)
    {
        HubSettings settings = hub.Settings;
        var address = new Uri(settings.At("/api/models/", [.. repository.Split('/'), "revision", revision]) + "?blobs=true");
        try
        {
            using HttpResponseMessage answer = await hub.GetAsync(address, settings.ListPatience, 0, _ => { }, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw HubErrors.Of(answer, repository, revision, settings);

            using var json = JsonDocument.Parse(await BytesAsync(answer, settings.ListPatience, cancellation).ConfigureAwait(false));
            return Read(json.RootElement, address);
        }
        catch (JsonException e)
        {
            throw Wrong(address, "it is not JSON, or cut off", e);
        }
        catch (HubUnreachableException e)
        {
            throw e.ForUser();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new BadInputException($"The answer of {HubConnection.Shown(address)} broke off; try again later.", e) { Code = "hub.unavailable", Key = repository };
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpResponseMessage answer, TimeSpan wait, CancellationToken cancellation)
    {
        using Stream content = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        while (bytes.Length <= LongestList)
        {
            patience.CancelAfter(wait);
            int count = await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            if (count == 0)
                break;

            bytes.Write(buffer, 0, count);
        }

        return bytes.Length <= LongestList ? bytes.GetBuffer().AsMemory(0, (int)bytes.Length) : throw Wrong(answer.RequestMessage!.RequestUri!, "it is longer than any list", null);
    }

    private static HubListing Read(JsonElement root, Uri address)
    {
        string commit = Text(root, "sha");
        if (!IsHash(commit, 40) || !root.TryGetProperty("siblings", out JsonElement siblings) || siblings.ValueKind != JsonValueKind.Array)
            throw Wrong(address, "it has no commit, or no list of files", null);

        var files = new Dictionary<string, HubFile>(StringComparer.Ordinal);
        foreach (JsonElement sibling in siblings.EnumerateArray())
        {
            HubFile file = ReadFile(sibling, address);
            HubPaths.RefuseLeaving(file.Path);
            if (!files.TryAdd(file.Path, file))
                throw Wrong(address, $"{file.Path} is there twice", null);
        }

        return new HubListing(commit, files);
    }

    private static HubFile ReadFile(JsonElement sibling, Uri address)
    {
        string path = Text(sibling, "rfilename");
        bool isLfs = sibling.ValueKind == JsonValueKind.Object && sibling.TryGetProperty("lfs", out JsonElement lfs) && lfs.ValueKind == JsonValueKind.Object;
        JsonElement content = isLfs ? sibling.GetProperty("lfs") : sibling;
        string hash = Text(content, isLfs ? "sha256" : "blobId");
        if (path.Length == 0 || !IsHash(hash, isLfs ? 64 : 40) || !content.TryGetProperty("size", out JsonElement size) || size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out long bytes) || bytes < 0)
            throw Wrong(address, $"the file {(path.Length == 0 ? "without a name" : path)} has no size or hash there, so that it could not be checked", null);

        return new HubFile(path, bytes, hash, isLfs);
    }

    private static bool IsHash(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);

    private static string Text(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            return ""; // Half of a surrogate pair.
        }
    }

    private static BadInputException Wrong(Uri address, string why, Exception? cause) =>
        new($"{HubConnection.Shown(address)} does not answer as a hub does: {why}; check HF_ENDPOINT and the proxy.", cause) { Code = "hub.answer" };
}
