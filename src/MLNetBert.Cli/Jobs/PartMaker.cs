namespace MLNetBert.Cli.Jobs;

/// <summary>Makes one part: its bad rows, its features, and at last the marker that says so, each whole and on the disk before the next.</summary>
internal sealed class PartMaker(JobRequest request, JobPlan plan, JobFolder folder, FeatureRun run)
{
    /// <summary>Makes a part; gives the number of its rows that could not be used.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="badBefore">How many rows of other parts could not be used.</param>
    /// <param name="progress">Is told about how many of its rows are done.</param>
    /// <param name="cancellation">Stops it; then the part is not there.</param>
    public int Make(int part, long badBefore, IProgress<long> progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        int expected = plan.RowsOf(part);
        long before = run.Rows;
        using BadRowFile? bad = request.MostBadRows is { } most ? new BadRowFile(folder.BadRows(part), most, badBefore) : null;
        BadRows policy = bad?.Rows ?? BadRows.Refused;
        using var writer = new ParquetFeatureWriter(folder.Features(part), request.Heading);
        run.Write(request.Input.RowsOf(PartPieces.Of(plan, part), (long)part * plan.RowsPerPart, expected, policy), writer, policy, progress, cancellation);
        int rows = (int)(run.Rows - before), badRows = bad?.Count ?? 0;
        if (rows + badRows != expected)
            throw new BadInputException($"Part {part} has {rows + badRows} rows, but {expected} were counted when the job was made; an input was changed since, or quotes in it are broken: mend it, and write to another folder.") { Code = "file.changed", File = plan.Inputs[plan.Parts[part].Input].Path };

        writer.Finish();
        OutputFile features = writer.Files.Single();
        (long bytes, string hash) = Digest(features);
        Commit(bad?.File(evenEmpty: false), folder.BadRows(part));
        features.CommitPart();
        using var marker = OutputFile.Create(folder.Marker(part));
        marker.Content.Write(new PartMarker(plan.Job, rows, badRows, bytes, hash, Math.Round(clock.Elapsed.TotalSeconds, 3), DateTime.UtcNow, Environment.MachineName, request.Kernels, request.Heading.Fingerprint!).ToJson());
        marker.Finish();
        marker.CommitPart();
        return badRows;
    }

    private static void Commit(OutputFile? badRows, string path)
    {
        if (badRows == null)
        {
            // Of a run with another input, or another way to read it.
            OutputErrors.Explain(path, () => File.Delete(path));
            return;
        }

        badRows.Finish();
        badRows.CommitPart();
    }

    private static (long Bytes, string Hash) Digest(OutputFile file)
    {
        (long, string) digest = default;
        OutputErrors.Explain(file.Name, () =>
        {
            using var hashed = new HashedStream(file.Read());
            string hash = hashed.Finish();
            digest = (hashed.Bytes, hash);
        });
        return digest;
    }
}
