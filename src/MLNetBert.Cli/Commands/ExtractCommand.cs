namespace MLNetBert.Cli.Commands;

/// <summary>extract: the features of every row.</summary>
internal sealed class ExtractCommand
{
    private static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(1);

    private readonly CommonOptions _common = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Where the features go; the ending decides the format: .npy (with the ids in .ids.txt beside it), .parquet, .idv (for ML.NET's LoadFromBinary), .jsonl, .csv or .tsv (.gz or .zst may follow the last three). - writes JSON lines to standard output. A folder, which ends in / or is there, becomes a job folder: parts that are made once, by any number of machines.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly FeatureOptions _features;
    private readonly OutputOptions _outputs = new();
    private readonly JobOptions _jobs = new();

    private ExtractCommand() => _features = new FeatureOptions(_common);

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var extract = new ExtractCommand();
        var command = new Command("extract", "Writes the features (embeddings) of every row.") { extract._out };
        extract._features.AddTo(command);
        extract._outputs.AddTo(command);
        extract._jobs.AddTo(command);
        extract._common.AddTo(command);
        command.SetAction(parsed => FileNames.IsFolder(parsed.GetRequiredValue(extract._out)) ? extract.RunJob(parsed, cancellation) : extract.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(_out);
        FeatureSettings settings = _features.Read(parsed);
        FeatureType type = _outputs.Type(parsed);
        bool perToken = settings.Options.Pooling?.Modes is [PoolingMode.None];
        FeatureWriters.Check(output, perToken, type: type);
        _jobs.RefuseAll(parsed);
        TimeSpan? delay = Delay(parsed, output);
        using BadRowFile? bad = _outputs.MostBadRows(parsed) is { } most ? new BadRowFile(FileNames.IsStream(output) ? null : BadRowFile.PathOf(output), most) : null;
        BadRows policy = bad?.Rows ?? BadRows.Refused;
        InputReader input = _common.Reader(parsed, policy);
        input.RefuseAsOutput(_out.Name, output, FeatureWriters.Beside(output));
        IEnumerable<TextRow> texts = input.Start();
        bool quiet = parsed.GetValue(_common.Quiet);

        using BertModel model = Open(parsed, settings, quiet, cancellation);
        var featurizer = new BertFeaturizer(model, settings.For(model));
        FeatureHeading heading = new(featurizer.Dimension, type, input.IdType ?? IdType.String, perToken);
        using IFeatureWriter writer = FeatureWriters.Create(output, OutputKinds.Of(output) == ".parquet" ? Named(heading, featurizer) : heading);
        var run = new FeatureRun(featurizer);
        Counter done = new();
        long before = 0;
        using var progress = Progress.Start(quiet, () => new Progress.Point(Volatile.Read(ref before) + done.Value, input.RowsRead, input.BytesRead, input.TotalBytes));
        IEnumerable<IEnumerable<TextRow>> windows = delay is { } wait ? RowWindows.Of(texts, wait) : [texts];
        foreach (IEnumerable<TextRow> rows in windows)
        {
            run.Write(rows, writer, policy, done, cancellation);
            if (delay != null)
                writer.Files.Single().Flush();

            done.Report(0);
            Volatile.Write(ref before, run.Rows);
        }

        Complete(writer, bad);
        progress.Dispose();
        if (!quiet)
            run.Summarize(progress.Elapsed, bad?.Count ?? 0);

        return ExitCodes.Done;
    }

    private int RunJob(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(_out);
        FeatureSettings settings = _features.Read(parsed);
        if (settings.Options.Pooling?.Modes is [PoolingMode.None])
            throw new BadInputException($"--out {folder} is a folder of features, which cannot hold --pooling none; write .jsonl.") { Code = "output.format", File = folder, Key = "--out" };

        Delay(parsed, folder);
        int? mostBad = _outputs.MostBadRows(parsed);
        InputReader input = _common.Reader(parsed, mostBad == null ? null : new BadRows(_ => { }), folder);
        JobSettings job = _jobs.Read(parsed);
        JobRun.Check(input);
        IdType ids = input.FirstIdType();
        bool quiet = parsed.GetValue(_common.Quiet);
        using BertModel model = Open(parsed, settings, quiet, cancellation);
        FeaturizerOptions options = settings.For(model);
        var featurizer = new BertFeaturizer(model, options);
        FeatureHeading heading = Named(new FeatureHeading(featurizer.Dimension, _outputs.Type(parsed), ids), featurizer);
        ILookup<bool, KeyValuePair<string, string>> parts = featurizer.Fingerprint.Parts.ToLookup(part => part.Key == "kernels");
        (Columns columns, InputFormat? format) = (_common.ColumnsOf(parsed), _common.FormatOf(parsed));
        var others = new Dictionary<string, string>
        {
            ["--text"] = columns.TextName,
            ["--text-pair"] = columns.TextPair ?? "none",
            ["--id"] = columns.Id ?? "as found",
            ["--format"] = format?.ToString().ToLowerInvariant() ?? "by name",
            ["--max-length none"] = options.RefuseLonger ? "true" : "false",
            ["--skip-bad-rows"] = mostBad == null ? "false" : "true",
        };
        var request = new JobRequest(input, format, columns, heading, parts[false].ToDictionary(), parts[true].Single().Value, others, job, mostBad);
        var work = JobRun.Open(folder, request, cancellation);
        var run = new FeatureRun(featurizer);
        Counter done = new();
        using var progress = Progress.Start(quiet, () => work.RowsDone + done.Value is var rows ? new Progress.Point(rows, rows, rows, work.RowsMissing) : default);
        work.Run(run, done, cancellation);
        progress.Dispose();
        if (!quiet)
        {
            if (run.Rows > 0)
                run.Summarize(progress.Elapsed, work.BadRows);

            Status.Line(work.State());
        }

        return ExitCodes.Done;
    }

    // How long rows may wait, if somebody may wait for them.
    private TimeSpan? Delay(ParseResult parsed, string output)
    {
        TimeSpan? delay = _outputs.MaxDelay(parsed);
        if (FileNames.IsStream(output))
            return delay ?? UsualDelay;

        return delay == null ? null : throw new BadInputException("--max-delay is for rows that somebody waits for; let --out be - or a pipe, or leave it out.") { Code = "option.conflict", Key = "--max-delay" };
    }

    private BertModel Open(ParseResult parsed, FeatureSettings settings, bool quiet, CancellationToken cancellation)
    {
        BertModel model = settings.Open(parsed.GetValue(_common.Model), null, cancellation);
        foreach (string warning in quiet ? [] : model.Warnings)
            Status.Line($"note: {warning}");

        return model;
    }

    private static FeatureHeading Named(FeatureHeading heading, BertFeaturizer featurizer) => heading with
    {
        Model = featurizer.Model.Name,
        Fingerprint = featurizer.Fingerprint.Value,
    };

    private static void Complete(IFeatureWriter writer, BadRowFile? bad)
    {
        writer.Finish();
        OutputFile? badRows = bad?.File(evenEmpty: true);
        badRows?.Finish();
        OutputFile.Commit([.. writer.Files, .. badRows == null ? (OutputFile[])[] : [badRows]]);
    }
}
