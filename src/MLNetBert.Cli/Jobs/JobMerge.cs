namespace MLNetBert.Cli.Jobs;

/// <summary>Writes the parts of a complete job as one output, with the bytes that one run would have written.</summary>
internal sealed class JobMerge(JobScan scan)
{
    private long _rowsDone;

    /// <summary>How many rows are written. Thread-safe.</summary>
    public long RowsDone => Interlocked.Read(ref _rowsDone);

    /// <summary>Writes them.</summary>
    public void Write(string output, CancellationToken cancellation)
    {
        using IFeatureWriter writer = FeatureWriters.Create(output, Heading());
        bool skipped = scan.Plan.Options.GetValueOrDefault("--skip-bad-rows") == "true" && !FileNames.IsStream(output);
        using OutputFile? badRows = skipped ? OutputFile.Create(BadRowFile.PathOf(output)) : null;
        for (int part = 0; part < scan.Parts.Count; part++)
        {
            string path = scan.Folder.Features(part);
            if (HashedStream.Of(path) != scan.Parts[part].Marker!.Sha256)
                throw new BadInputException($"Part {part} is damaged, its bytes have changed ({path}); run the same extract again, which makes it again.") { Code = "job.damaged", File = path };

            Copy(path, writer, cancellation);
            if (badRows != null && scan.Parts[part].Marker!.BadRows > 0)
                Copy(scan.Folder.BadRows(part), badRows);
        }

        writer.Finish();
        badRows?.Finish();
        OutputFile.Commit([.. writer.Files, .. badRows == null ? (OutputFile[])[] : [badRows]]);
    }

    private FeatureHeading Heading()
    {
        JobPlan plan = scan.Plan;
        using var first = PartReader.Open(scan.Folder.Features(0), plan.Dimension);
        string fingerprints = string.Join('+', scan.Parts.Select(part => part.Marker!.Fingerprint).Distinct());
        return new FeatureHeading(plan.Dimension, plan.Type == "float16" ? FeatureType.Float16 : FeatureType.Float32, first.IdType, PerToken: false, plan.Model, fingerprints);
    }

    private void Copy(string path, IFeatureWriter writer, CancellationToken cancellation)
    {
        using var part = PartReader.Open(path, scan.Plan.Dimension);
        long row = 0;
        foreach ((string id, ReadOnlyMemory<float> features) in part.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(new PartRow(id, part.IdType.IsNumber, path, ++row), features.Span);
            Interlocked.Increment(ref _rowsDone);
        }
    }

    private static void Copy(string path, OutputFile output)
    {
        using FileStream rows = RegularFile.Open(path);
        byte[] buffer = new byte[1 << 16];
        for (int count = rows.Read(buffer); count > 0; count = rows.Read(buffer))
            output.Content.Write(buffer.AsSpan(0, count));
    }

    private sealed record PartRow(string Id, bool IdIsNumber, string Source, long Row) : IRowIdentity
    {
        public string Where => $"{Source}, row {Row}";
    }
}
