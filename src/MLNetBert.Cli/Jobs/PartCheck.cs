namespace MLNetBert.Cli.Jobs;

/// <summary>Whether a part is done.</summary>
/// <param name="Marker">Its marker; null if it is not done.</param>
/// <param name="Damage">What is wrong with what is there; null for a part that is done, or not there.</param>
internal readonly record struct PartCheck(PartMarker? Marker, string? Damage)
{
    /// <summary>Whether it is done, as far as was looked.</summary>
    public bool IsDone => Marker != null;

    /// <summary>Looks at a part.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="part">The part's number.</param>
    /// <param name="hash">Whether to read all of it.</param>
    public static PartCheck Of(JobPlan plan, JobFolder folder, int part, bool hash)
    {
        PartCheck check = Look(plan, folder, part, hash);
        // Another task may have finished the part between a look at its file and one at its marker.
        return check.Damage == null ? check : Look(plan, folder, part, hash);
    }

    private static PartCheck Look(JobPlan plan, JobFolder folder, int part, bool hash)
    {
        string path = folder.Features(part), marker = folder.Marker(part);
        var status = FileStatus.Of(path);
        if (status.Kind == FileKind.Missing && !File.Exists(marker))
            return default; // Most parts of a job that begins, found without an exception for each.

        if (PartMarker.Read(marker) is not { } found)
            return new(null, File.Exists(marker) ? "its marker is damaged" : null);

        string? damage = found.Job != plan.Job ? "it belongs to another job"
            : found.Rows + (long)found.BadRows != plan.RowsOf(part) ? "its marker has another number of rows"
            : status.Kind != FileKind.Regular ? "its file is missing"
            : status.Length != found.Bytes ? $"its file has {status.Length} bytes in place of {found.Bytes}"
            : found.BadRows > 0 && !File.Exists(folder.BadRows(part)) ? "the file of its bad rows is missing"
            : hash && Hash(path) != found.Sha256 ? "its bytes have changed"
            : null;
        return new(damage == null ? found : null, damage);
    }

    private static string? Hash(string path)
    {
        try
        {
            return HashedStream.Of(path);
        }
        catch (IOException)
        {
            // It cannot be read, or is gone by now.
            return null;
        }
    }
}
