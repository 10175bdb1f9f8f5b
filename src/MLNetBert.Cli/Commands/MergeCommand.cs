namespace MLNetBert.Cli.Commands;

/// <summary>merge: the parts of a job as one output.</summary>
internal static class MergeCommand
{
    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The job folder." };
        var output = new Option<string>("--out")
        {
            Description = "Where the features go: .npy, .parquet, .idv, .jsonl, .csv or .tsv (.gz or .zst may follow the last three), or - for JSON lines on standard output; the same bytes as one run of extract would write.",
            HelpName = "FILE",
            Required = true,
        };
        var sameKernels = new Option<bool>("--require-same-kernels") { Description = "Refuses parts that were made by several kinds of processors, whose vectors may differ in their last bits." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints no progress, notes or summary." };
        var command = new Command("merge", "Writes the parts of a complete job as one output, the same bytes as one run of extract.") { folder, output, sameKernels, quiet };
        command.SetAction(parsed =>
        {
            OptionValues.RefuseUnknown(parsed, parsed.GetRequiredValue(folder));
            Run(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), parsed.GetValue(sameKernels), parsed.GetValue(quiet), cancellation);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Run(string folder, string output, bool sameKernels, bool quiet, CancellationToken cancellation)
    {
        var scan = JobScan.Of(folder, hash: false, cancellation);
        FeatureWriters.Check(output, perToken: false, type: scan.Plan.Type == "float16" ? FeatureType.Float16 : FeatureType.Float32);
        if (!scan.IsComplete)
            throw new BadInputException($"{folder} is not complete: of {Summary.Counted(scan.Parts.Count, "part")} {scan.Missing} {(scan.Missing == 1 ? "is" : "are")} missing and {scan.Damaged} damaged; run the same extract again{(scan.Plan.Shards > 1 ? $" (shards --array={scan.Shards})" : "")}.") { Code = "job.incomplete", File = folder };

        if (sameKernels && scan.OtherKernels is { } others)
            throw new BadInputException($"{folder} has {others}; delete those parts and run the extract again on one kind of machines, or leave out --require-same-kernels.") { Code = "job.kernels", File = folder, Key = "--require-same-kernels" };

        Overwriting.Refuse("--out", output, FeatureWriters.Beside(output), Enumerable.Range(0, scan.Parts.Count).Select(scan.Folder.Features));
        if (!quiet && scan.OtherKernels is { } note)
            Status.Line($"note: {note}.");

        var merge = new JobMerge(scan);
        using var progress = Progress.Start(quiet, () => merge.RowsDone is var rows ? new Progress.Point(rows, rows, rows, scan.Rows) : default);
        merge.Write(output, cancellation);
        progress.Dispose();
        if (!quiet)
            Status.Line($"{Summary.Counted(scan.Rows, "row")} of {Summary.Counted(scan.Parts.Count, "part")} in {Summary.Duration(progress.Elapsed)}");
    }
}
