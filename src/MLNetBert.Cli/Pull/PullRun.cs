namespace MLNetBert.Cli.Pull;

/// <summary>Brings a repository's model folder: asks for the list, chooses, fetches, checks, and gives the folder its name.</summary>
/// <param name="settings">The hub.</param>
/// <param name="request">What is asked for.</param>
/// <param name="say">Is told what was chosen, of waits, and of what is kept.</param>
internal sealed class PullRun(HubSettings settings, PullRequest request, Action<string> say)
{
    private readonly Dictionary<string, HubFile> _wanted = new(StringComparer.Ordinal);
    private long _total, _have, _came;

    /// <summary>The bytes of all files that are known to be needed, those that are here, and those that came in this run. May be asked from any thread.</summary>
    public (long Total, long Have, long Came) Bytes => (Interlocked.Read(ref _total), Interlocked.Read(ref _have), Interlocked.Read(ref _came));

    /// <summary>Does it.</summary>
    /// <returns>What the folder was made of, and whether it was made now and not by an earlier run.</returns>
    /// <exception cref="BadInputException">It cannot be done; the sentence says why. What came is kept, which is told.</exception>
    public async Task<(PullRecord Record, bool IsNew)> RunAsync(CancellationToken cancellation)
    {
        var earlier = EarlierPull.In(request);
        if (settings.Offline)
            return (earlier?.Offline(request) ?? throw new BadInputException("HF_HUB_OFFLINE is set, so that no hub may be asked; unset it, or take a folder that is here.") { Code = "hub.offline", Key = "HF_HUB_OFFLINE" }, false);

        using var hub = new HubConnection(settings, say);
        HubListing listing = await HubListing.AskAsync(hub, request.Repository, request.Revision, cancellation).ConfigureAwait(false);
        if (earlier != null)
            return (earlier.Same(request, listing, settings, cancellation), false);

        using var partial = PartialFolder.Open(request.Out);
        try
        {
            PullRecord record = await FetchAsync(hub, listing, partial, cancellation).ConfigureAwait(false);
            partial.Finish(record);
            return (record, true);
        }
        catch (Exception e) when (e is BadInputException or OperationCanceledException)
        {
            // What the same command would stumble over again is no use, unless an earlier run has left it.
            if (partial.Bytes == 0 || (partial.IsNew && e is BadInputException { Code: not ("hub.unavailable" or "hub.answer" or "hub.access" or "hub.missing" or "output.unwritable") }))
                partial.Delete();
            else
                say($"{Sizes.Text(partial.Bytes)} are kept in {partial.Path}; the same command goes on from there");

            throw;
        }
    }

    private async Task<PullRecord> FetchAsync(HubConnection hub, HubListing listing, PartialFolder partial, CancellationToken cancellation)
    {
        var folder = new FolderFiles(listing.Files);
        if (folder.ModuleList is { } list)
            await TakeAsync(hub, listing, partial, [list], cancellation).ConfigureAwait(false);
        else
            File.Delete(Path.Combine(partial.Tree, "modules.json"));

        string transformer = FolderFiles.TransformerOf(partial.Tree);
        var choice = new ModelChoice(request.Repository, listing.Files, transformer);
        HubFile model = choice.Choose(request.File);
        Say(choice, model);
        HubFile[] beside = [.. folder.Needed(partial.Tree, transformer)];
        if (!beside.Any(file => PreTrainedTokenizer.FileNames.Contains(Path.GetFileName(file.Path))))
            say($"{request.Repository} has no file of a tokenizer that can be read here ({string.Join(", ", PreTrainedTokenizer.FileNames)})");

        // The model first: it says which files hold its weights.
        Want([model, .. beside], partial);
        await TakeAsync(hub, listing, partial, [model], cancellation).ConfigureAwait(false);
        HubFile[] data = [.. folder.DataOf(model, ExternalData.Of(partial.FileOf(model)))];
        foreach (HubFile file in data)
            say($"{model.Path} has its weights in {file.Path} ({Sizes.Text(file.Size)})");

        await TakeAsync(hub, listing, partial, [.. beside, .. data], cancellation).ConfigureAwait(false);
        return new PullRecord(settings.Endpoint.AbsoluteUri.TrimEnd('/'), request.Repository, request.Revision, listing.Commit, model.Path, [.. _wanted.Values.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    private void Say(ModelChoice choice, HubFile model)
    {
        string[] others = [.. choice.All.Where(path => path != model.Path)];
        say($"{model.Path} ({Sizes.Text(model.Size)}) is taken{(others.Length == 0 ? "" : $"; --file takes another: {Printable.Listed(others)}")}");
    }

    private void Want(IReadOnlyCollection<HubFile> files, PartialFolder partial)
    {
        foreach (HubFile file in files)
        {
            if (_wanted.TryAdd(file.Path, file))
                Interlocked.Add(ref _total, file.Size);
        }

        HubPaths.Check(_wanted.Keys);
        long missing = _wanted.Values.Where(file => !File.Exists(partial.FileOf(file))).Sum(file => file.Size - (FileStatus.Of(partial.PartOf(file)).Length));
        if (FreeSpace(partial.Path) is { } free && free < missing)
            throw new BadInputException($"{request.Out} needs {Sizes.Text(missing)} more, but {Sizes.Text(free)} are free on the device; free some, or write elsewhere.") { Code = "output.unwritable", File = request.Out };
    }

    private async Task TakeAsync(HubConnection hub, HubListing listing, PartialFolder partial, IReadOnlyCollection<HubFile> files, CancellationToken cancellation)
    {
        Want(files, partial);
        foreach (HubFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (BlobHash.Matches(file, partial.FileOf(file), cancellation))
            {
                Arrived(file.Size, isNew: false);
                continue;
            }

            var download = new FileDownload(hub, request.Repository, listing.Commit, file, partial.PartOf(file), say, Arrived);
            await download.RunAsync(cancellation).ConfigureAwait(false);
            partial.Place(file);
        }
    }

    private void Arrived(long bytes, bool isNew)
    {
        Interlocked.Add(ref _have, bytes);
        if (isNew)
            Interlocked.Add(ref _came, bytes);
    }

    private static long? FreeSpace(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // It will be seen when it is written.
        }
    }
}
