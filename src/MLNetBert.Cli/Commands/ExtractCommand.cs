namespace MLNetBert.Cli.Commands;

/// <summary>extract: the features of every row.</summary>
internal sealed class ExtractCommand
{
    private readonly CommonOptions _common = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Where the features go; the ending decides the format: .npy (with the ids in .ids.txt beside it), .idv (for ML.NET's LoadFromBinary), .jsonl, .csv or .tsv (.gz may follow the last three). - writes JSON lines to standard output.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly FeatureOptions _features;

    private ExtractCommand() => _features = new FeatureOptions(_common);

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var extract = new ExtractCommand();
        var command = new Command("extract", "Writes the features (embeddings) of every row.") { extract._out };
        extract._features.AddTo(command);
        extract._common.AddTo(command);
        command.SetAction(parsed => extract.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(_out);
        FeatureSettings settings = _features.Read(parsed);
        bool perToken = settings.Options.Pooling?.Modes is [PoolingMode.None];
        FeatureWriters.Check(output, perToken);
        InputReader input = _common.Reader(parsed);
        input.RefuseAsOutput(_out.Name, output, FeatureWriters.Beside(output));
        IEnumerable<TextRow> texts = input.Start();
        bool quiet = parsed.GetValue(_common.Quiet);

        using BertModel model = settings.Open(parsed.GetValue(_common.Model), null, cancellation);
        if (!quiet)
            Notes(model);

        var featurizer = new BertFeaturizer(model, settings.For(model));
        using IFeatureWriter writer = FeatureWriters.Create(output, featurizer.Dimension, perToken);
        long rows = 0, tokens = 0, notFinite = 0;
        TextRow? firstNotFinite = null;
        Counter done = new();
        using var progress = Progress.Start(quiet, () => new Progress.Point(done.Value, input.RowsRead, input.BytesRead, input.TotalBytes));
        foreach (FeaturizedRow<TextRow> row in featurizer.FeaturizeInPassing(texts, static row => new TextInput(row.Text, row.TextPair), static row => row.Where, done, cancellation))
        {
            writer.Write(row.Item, row.Features.Span);
            if (row.Features.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                notFinite++;
                firstNotFinite ??= row.Item;
            }

            tokens += row.TokenCount;
            rows++;
        }

        cancellation.ThrowIfCancellationRequested();
        writer.Complete();
        progress.Dispose();
        if (!quiet)
        {
            if (firstNotFinite != null)
                Status.Line($"note: {Summary.Counted(notFinite, "row")} of {rows} {(notFinite == 1 ? "has" : "have")} features that are not finite numbers, the first with the id {firstNotFinite.Id} ({firstNotFinite.Where}): the model computes them; use another file of it, such as float32.");

            Status.Line(new Summary(rows, tokens, progress.Elapsed, featurizer.Statistics.ModelWallTime).ToString());
        }

        return ExitCodes.Done;
    }

    private static void Notes(BertModel model)
    {
        foreach (string warning in model.Warnings)
            Status.Line($"note: {warning}");
    }
}
