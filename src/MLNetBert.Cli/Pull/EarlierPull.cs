namespace MLNetBert.Cli.Pull;

/// <summary>A folder that an earlier run has made, under the name that is asked for now.</summary>
internal sealed class EarlierPull
{
    private readonly PullRecord _record;

    private EarlierPull(PullRecord record) => _record = record;

    /// <summary>What is there; null if there is nothing, or an empty folder.</summary>
    /// <exception cref="BadInputException">It is something else.</exception>
    public static EarlierPull? In(PullRequest request)
    {
        if (!Path.Exists(request.Out))
            return null;

        if (PullRecord.Of(request.Out) is { } record)
            return new EarlierPull(record);

        return Directory.Exists(request.Out) && IsEmpty(request.Out) ? null : throw Refused(request, "is there already, and was not made by mlnetbert pull");
    }

    /// <summary>Its record, if it is what is asked for as the hub has it now.</summary>
    /// <exception cref="BadInputException">It is another model, another state of it, or was changed.</exception>
    public PullRecord Same(PullRequest request, HubListing listing, HubSettings settings, CancellationToken cancellation)
    {
        RefuseOther(request, new ModelChoice(request.Repository, listing.Files, FolderFiles.TransformerOf(request.Out)).Choose(request.File).Path);
        if (_record.Endpoint != settings.Endpoint.AbsoluteUri.TrimEnd('/'))
            throw Refused(request, $"comes from {_record.Endpoint}");

        if (_record.Commit != listing.Commit)
            throw Refused(request, $"has {_record.Repository} at {_record.Commit}, but {request.Revision} is {listing.Commit} now");

        return _record.FirstChanged(request.Out, cancellation) is { } changed ? throw Refused(request, $"was changed since it was made: {changed.Path} is not what it was") : _record;
    }

    /// <summary>Its record, if it is what is asked for as far as can be told without asking.</summary>
    public PullRecord Offline(PullRequest request)
    {
        RefuseOther(request, request.File ?? _record.Model);
        return _record.Revision == request.Revision || _record.Commit == request.Revision ? _record : throw Refused(request, $"has the revision {_record.Revision}, and HF_HUB_OFFLINE is set");
    }

    private void RefuseOther(PullRequest request, string model)
    {
        if (_record.Repository != request.Repository || _record.Model != model)
            throw Refused(request, $"has {_record.Repository} with {_record.Model}");
    }

    private static bool IsEmpty(string folder)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static BadInputException Refused(PullRequest request, string why) => new($"--out {request.Out} {why}; name another folder, or delete it.") { Code = "output.exists", File = request.Out, Key = "--out" };
}
