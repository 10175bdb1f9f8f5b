using MLNetBert.Cli.Prediction;

namespace MLNetBert.Cli.Commands;

/// <summary>predict: what a trained model says of texts.</summary>
internal sealed class PredictCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "A model that train wrote, a .zip." };

    private readonly CommonOptions _common = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Where the predictions go, by the ending: .csv, .tsv or .jsonl (.gz or .zst may follow), .parquet, or .npy (the scores, with ids and labels beside it). - writes JSON lines to standard output.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _label = new("--label") { Description = "The column or JSON key of the true label: says how good the predictions are, too.", HelpName = "NAME" };

    private readonly Option<string?> _gpu = new("--gpu-device-id") { Description = "The GPU that runs the model, from 0 (MLContext.GpuDeviceId). Default: none; the CPU does.", HelpName = "N" };

    private readonly Option<bool> _json = new("--json") { Description = "With --label: says so in one JSON object." };

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var predict = new PredictCommand();
        CommonOptions common = predict._common;
        var command = new Command("predict", "Writes a label and a score for each class for every row.") { predict._model, common.Inputs, predict._out, predict._label, predict._gpu, predict._json, common.Text, common.TextPair, common.Id, common.Format, common.Quiet };
        command.SetAction(parsed => predict.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(_out), path = parsed.GetRequiredValue(_model);
        string? label = parsed.GetValue(_label);
        OptionValues.RefuseUnknown(parsed, path);
        PredictionWriters.Check(output);
        if (parsed.GetValue(_json) && label == null)
            throw new BadInputException("--json says how good predictions are, for which it needs --label; name the column, or leave --json out.") { Code = "option.conflict", Key = _json.Name };

        InputReader input = _common.Reader(parsed, others: label == null ? null : [new(label, _label.Name)]);
        foreach (string file in (string[])[output, .. PredictionWriters.Beside(output)])
        {
            input.RefuseAsOutput(_out.Name, file);
            Overwriting.Refuse(_out.Name, file, null, [path]);
        }

        IEnumerable<TextRow> texts = input.Start();
        var model = SavedModel.Load(path, parsed.GetValue(_gpu) is { } gpu ? OptionValues.AtLeast(0, _gpu.Name, gpu) : null);
        if (model.HasPairs != (parsed.GetValue(_common.TextPair) != null))
            throw new BadInputException(model.HasPairs ? $"{path} was trained on pairs of texts; name the column of the second with --text-pair." : $"{path} was trained on single texts; leave --text-pair out.") { Code = "option.conflict", Key = "--text-pair" };

        bool quiet = parsed.GetValue(_common.Quiet);
        LabelledPredictions? labelled = label == null ? null : new LabelledPredictions(model.Labels);
        using IPredictionWriter writer = PredictionWriters.Create(output, model.Labels, input.IdType ?? IdType.String);
        long rows = 0;
        Counter done = new();
        using var progress = Progress.Start(quiet, () => new Progress.Point(done.Value, input.RowsRead, input.BytesRead, input.TotalBytes));
        foreach (PredictedRow prediction in model.Predict(texts.Until(cancellation), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(prediction);
            labelled?.Add(prediction, prediction.Row.Others![0]);
            done.Report(++rows);
        }

        writer.Complete();
        progress.Dispose();
        if (labelled != null)
            Say(labelled, output, parsed.GetValue(_json), quiet);

        if (!quiet)
            Status.Line($"{Summary.Counted(rows, "row")} in {Summary.Duration(progress.Elapsed)}: {Summary.Rate(rows / Math.Max(progress.Elapsed.TotalSeconds, 1e-6))} texts/s");

        return ExitCodes.Done;
    }

    private static void Say(LabelledPredictions labelled, string output, bool json, bool quiet)
    {
        if (labelled.Unknown.Count > 0 && !quiet)
            Status.Line($"note: the model does not know {Printable.Listed(labelled.Unknown)}, so rows of {(labelled.Unknown.Count == 1 ? "this class" : "these classes")} cannot be right");

        // Where the predictions go to standard output, nothing else does.
        if (output == FileNames.Standard)
        {
            Status.Lines(labelled.Text());
            return;
        }

        using var standard = OutputFile.Create(FileNames.Standard);
        if (json)
        {
            using (var writer = new Utf8JsonWriter(standard.Content, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
                labelled.Json(writer);

            standard.Content.Write("\n"u8);
        }
        else
        {
            standard.Content.Write(Encoding.UTF8.GetBytes(labelled.Text()));
        }

        standard.Finish();
    }
}
