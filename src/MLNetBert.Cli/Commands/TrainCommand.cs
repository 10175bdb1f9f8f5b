using MLNetBert.Cli.Training;

namespace MLNetBert.Cli.Commands;

/// <summary>train: from texts with labels to a model of ML.NET.</summary>
internal sealed class TrainCommand
{
    private readonly CommonOptions _common = new();

    private readonly FeatureOptions _features;

    private readonly TrainingOptions _training = new();

    private readonly Option<string> _label = new("--label") { Description = "The column or JSON key of the label.", HelpName = "NAME", Required = true };

    private readonly Option<string> _out = new("--out")
    {
        Description = "Where the model goes, a .zip for ML.NET's Model.Load that has BERT in it; beside it NAME.card.json says what it is and how good.",
        HelpName = "FILE.zip",
        Required = true,
    };

    private readonly Option<string?> _group = new("--group") { Description = "The column or JSON key of a group, such as the sender: rows of one group never stand on both sides of a split. Equal texts never do.", HelpName = "NAME" };

    private readonly Option<string?> _report = new("--report") { Description = "Writes a page that shows how the model was chosen, how good it is, and which texts it gets wrong; needs no network.", HelpName = "FILE.html" };

    private readonly Option<string?> _scripts = new("--scripts") { Description = "Writes train.cs, which trains the same model again with the public API, predict.cs and a README.md into this folder.", HelpName = "DIR" };

    private readonly Option<bool> _json = new("--json") { Description = "Prints one JSON object instead of tables." };

    private TrainCommand() => _features = new FeatureOptions(_common);

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var train = new TrainCommand();
        var command = new Command("train", "Trains a classifier of texts: tries features, ways of balancing and trainers, and says how good the best is.") { train._label, train._out, train._group, train._report, train._scripts, train._json };
        train._training.AddTo(command);
        train._features.AddTo(command);
        train._common.AddTo(command);
        command.SetAction(parsed => train.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(_out);
        if (!output.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || FileNames.IsStream(output))
            throw new BadInputException($"--out {output}: a model is a .zip file; name one.") { Code = "output.format", File = output, Key = _out.Name };

        string? report = parsed.GetValue(_report) is { } page ? OptionValues.Page(_report.Name, page) : null;
        FeatureSettings settings = _features.Read(parsed);
        TextClassifierOptions options = _training.Read(parsed, settings.Unlimited ? settings.Options with { RefuseLonger = true } : settings.Options, learningCurve: report != null);
        NamedColumn[] others = parsed.GetValue(_group) is { } group ? [new(parsed.GetRequiredValue(_label), _label.Name), new(group, _group.Name)] : [new(parsed.GetRequiredValue(_label), _label.Name)];
        InputReader input = _common.Reader(parsed, others: others);
        input.RefuseAsOutput(_out.Name, output, ModelCard.PathOf(output));
        if (report != null)
            input.RefuseAsOutput(_report.Name, report);

        if (parsed.GetValue(_scripts) != null)
            ScriptReader.Check(input.Paths, _common.FormatOf(parsed));

        bool quiet = parsed.GetValue(_common.Quiet);
        using var files = new TrainingFiles(output, report, parsed.GetValue(_scripts));
        var data = TrainingInput.Read(input, cancellation);
        using BertModel model = settings.Open(parsed.GetValue(_common.Model), null, cancellation);
        if (!quiet)
        {
            foreach (string warning in model.Warnings)
                Status.Line($"note: {warning}");
        }

        _ = settings.For(model);
        var run = new TrainingSession(options, model, data, quiet);
        TextClassifierResult result = run.Train(cancellation);
        var summary = new TrainingSummary(result, data, options, parsed.GetRequiredValue(_label), parsed.GetValue(_common.Text) ?? Columns.DefaultText, parsed.GetValue(_common.TextPair), parsed.GetValue(_group));
        files.Write(summary, ScriptParts.Open(parsed.GetValue(_common.Model), settings), cancellation);
        Print(summary, parsed.GetValue(_json));
        if (!quiet)
            Status.Line($"{output}: {Summary.Counted(data.Rows.Count, "row")}, {result.Pipeline}, in {Summary.Duration(run.Elapsed)}");

        return ExitCodes.Done;
    }

    private static void Print(TrainingSummary summary, bool json)
    {
        using var output = OutputFile.Create(FileNames.Standard);
        if (json)
            TrainingJson.Write(output.Content, summary, withCells: true);
        else
            output.Content.Write(Encoding.UTF8.GetBytes(TrainingTable.Text(summary)));

        output.Finish();
    }
}
