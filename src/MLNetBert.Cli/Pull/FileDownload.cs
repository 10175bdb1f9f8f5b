using System.Net;
using System.Net.Http.Headers;

namespace MLNetBert.Cli.Pull;

/// <summary>
/// Brings one file. What came before, in this run or an earlier one, is kept and gone on from by Range; a connection that breaks or gives nothing is begun anew, as long as
/// each brings something. Only what has the hash that the hub lists is taken.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="repository">OWNER/NAME.</param>
/// <param name="commit">The commit.</param>
/// <param name="file">The file.</param>
/// <param name="partial">Where its bytes go.</param>
/// <param name="say">Is told of breaks.</param>
/// <param name="arrived">Is told how many bytes came; of negative numbers when they are thrown away.</param>
internal sealed class FileDownload(HubConnection hub, string repository, string commit, HubFile file, string partial, Action<string> say, Action<long, bool> arrived)
{
    private const int MostBreaks = 5;

    private readonly Uri _address = hub.Settings.At("/", [.. repository.Split('/'), "resolve", commit, .. file.Path.Split('/')]);

    /// <summary>Brings it; afterwards the partial file is whole, right, and on the disk.</summary>
    /// <exception cref="BadInputException">The hub does not give it, gives something else, or it cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        bool resumed = File.Exists(partial);
        string hash = await FetchAsync(cancellation).ConfigureAwait(false);
        if (hash != file.Hash && resumed)
        {
            // Perhaps what an earlier run had left was damaged.
            Discard();
            hash = await FetchAsync(cancellation).ConfigureAwait(false);
        }

        if (hash != file.Hash)
        {
            Discard();
            throw Wrong($"it has the {(file.IsLfs ? "SHA-256" : "git blob hash")} {hash}, where the hub lists {file.Hash}");
        }
    }

    private async Task<string> FetchAsync(CancellationToken cancellation)
    {
        using FileStream content = Explained(() => new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));
        if (content.Length > file.Size)
            content.SetLength(0);

        using var hash = new BlobHash(file);
        hash.Add(content, cancellation);
        arrived(content.Length, false);
        int breaks = 0;
        while (content.Length < file.Size)
        {
            long before = content.Length;
            string? why = await GoOnAsync(content, hash, cancellation).ConfigureAwait(false);
            if (content.Length == file.Size)
                break;

            breaks = content.Length > before ? 1 : breaks + 1;
            if (breaks > MostBreaks)
                throw new BadInputException($"{file.Path}: {why}, {breaks} times without one more byte; try again later.") { Code = "hub.unavailable", Key = file.Path };

            TimeSpan wait = hub.Settings.FirstWait * breaks;
            say($"{file.Path}: {why} after {Sizes.Text(content.Length)} of {Sizes.Text(file.Size)}; going on in {Summary.Duration(wait)}");
            await Task.Delay(wait, cancellation).ConfigureAwait(false);
        }

        Explained(() =>
        {
            Disk.Flush(content.SafeFileHandle);
            return true;
        });
        return hash.End();
    }

    /// <returns>Why it ended; null if the answer was whole, even if it was too short.</returns>
    private async Task<string?> GoOnAsync(FileStream content, BlobHash hash, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await hub.GetAsync(_address, hub.Settings.FilePatience, content.Length, Look, cancellation).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && content.Length > 0)
            {
                StartOver(content, hash);
                return "the server has no such part of it";
            }

            if (!answer.IsSuccessStatusCode)
                throw HubErrors.Of(answer, $"{repository}/{file.Path}", commit, hub.Settings);

            if (!Fits(answer, content.Length))
                StartOver(content, hash);

            if (answer.StatusCode == HttpStatusCode.PartialContent && content.Length == 0)
                return "the server gave another part of it than the one asked for";

            await CopyAsync(answer, content, hash, cancellation).ConfigureAwait(false);
            return "the connection ended";
        }
        catch (Exception e) when (e is HttpRequestException or HubUnreachableException || (e is IOException && e is not FileNotFoundException))
        {
            return e is HubUnreachableException ? e.Message.TrimEnd('.') : "the connection broke";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"nothing came for {Summary.Duration(hub.Settings.FilePatience)}";
        }
    }

    private async Task CopyAsync(HttpResponseMessage answer, FileStream content, BlobHash hash, CancellationToken cancellation)
    {
        using Stream coming = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        byte[] buffer = new byte[1 << 17];
        while (true)
        {
            patience.CancelAfter(hub.Settings.FilePatience);
            int count = await coming.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            if (count == 0)
                return;

            if (count > file.Size - content.Length)
            {
                StartOver(content, hash);
                throw Wrong($"it is longer than the {file.Size} bytes that the hub lists");
            }

            Explained(() =>
            {
                content.Write(buffer, 0, count);
                return true;
            });
            hash.Add(buffer.AsSpan(0, count));
            arrived(count, true);
        }
    }

    /// <summary>Whether what comes goes on from what is there. A server may give the whole in place of a part.</summary>
    private bool Fits(HttpResponseMessage answer, long have)
    {
        if (answer.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
            throw Wrong("it comes compressed, which was not asked for");

        long? length = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.Length : answer.Content.Headers.ContentLength;
        if (length is { } said && said != file.Size)
            throw Wrong($"it has {said} bytes, where the hub lists {file.Size}");

        return answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.From == have : have == 0;
    }

    /// <summary>The hub names commit, hash and length beside every file.</summary>
    private void Look(HttpResponseMessage answer)
    {
        (string Name, string Expected)[] expected = [("X-Repo-Commit", commit), ("X-Linked-Size", $"{file.Size}"), ("X-Linked-ETag", file.Hash)];
        foreach ((string name, string right) in expected)
        {
            if (((int)answer.StatusCode < 400) && (file.IsLfs || name == "X-Repo-Commit") && answer.Headers.TryGetValues(name, out IEnumerable<string>? values)
                && EntityTag(values.First()) is var said && said != right)
            {
                throw Wrong($"{name} is {Printable.Cut(said)}, where the hub lists {right}");
            }
        }
    }

    private static string EntityTag(string text) => (EntityTagHeaderValue.TryParse(text, out EntityTagHeaderValue? tag) ? tag.Tag : text).Trim('"');

    private void StartOver(FileStream content, BlobHash hash)
    {
        arrived(-content.Length, false);
        content.SetLength(0);
        content.Position = 0;
        hash.StartOver(file);
    }

    private void Discard()
    {
        arrived(-new FileInfo(partial).Length, false);
        File.Delete(partial);
    }

    private T Explained<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (OutputErrors.Explained(partial, e) is { } explained)
        {
            throw explained;
        }
    }

    private BadInputException Wrong(string why) =>
        new($"{repository}/{file.Path} is not what it should be: {why}. Run again; if that does not help, check HF_ENDPOINT and the proxy.") { Code = "hub.answer", Key = file.Path };
}
