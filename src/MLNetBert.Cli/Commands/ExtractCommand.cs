using System.CommandLine;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Output;
using MLNetBert.Cli.Terminal;

namespace MLNetBert.Cli.Commands;

/// <summary>extract: the features of every row.</summary>
internal sealed class ExtractCommand
{
    private readonly CommonOptions _common = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Where the features go: .npy (the ids beside it in .ids.txt), .jsonl, .csv or .tsv, by the ending (.gz may follow the last three); - is JSON lines on standard output.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _pooling = new("--pooling")
    {
        Description = "mean, cls, max, min, mean_sqrt_len_tokens, weightedmean, lasttoken, pooler, sentence_embedding or none; several joined with +. Default: what the model's folder says, else mean.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _normalize = new("--normalize") { Description = "Whether vectors are brought to unit length. Default: what the model's folder says.", HelpName = "true|false" };

    private readonly Option<string?> _truncation = new("--truncation")
    {
        Description = "How longer texts are cut: longest_first (of single texts the same as only_first), or do_not_truncate, which is --max-length none. Default: longest_first.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _threads = new("--threads") { Description = "How many texts run at the same time; the features are the same bits. Default: one a core.", HelpName = "N" };

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var extract = new ExtractCommand();
        var command = new Command("extract", "Writes the features of every row.") { extract._out, extract._pooling, extract._normalize, extract._truncation, extract._threads };
        extract._common.AddTo(command);
        command.SetAction(parsed => extract.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(_out);
        LengthLimit limit = Limit(parsed);
        var options = new FeaturizerOptions
        {
            Pooling = parsed.GetValue(_pooling) is { } pooling ? TokenPooling.Parse(pooling) : null,
            Normalize = parsed.GetValue(_normalize) is { } normalize ? OptionValues.Flag("--normalize", normalize) : null,
            MaxLength = limit.Tokens,
            Threads = parsed.GetValue(_threads) is { } threads ? OptionValues.Positive("--threads", threads) : null,
        };
        bool perToken = options.Pooling?.Modes is [PoolingMode.None];
        FeatureWriters.Check(output, perToken);
        InputReader input = _common.Reader(parsed);
        input.RefuseAsOutput(output);
        IEnumerable<TextRow> texts = input.Start();
        bool quiet = parsed.GetValue(_common.Quiet);

        using BertModel model = BertModel.Open(parsed.GetValue(_common.Model));
        cancellation.ThrowIfCancellationRequested();
        if (!quiet)
        {
            Notes(model);
        }

        if (limit.Unlimited)
        {
            options = options with { MaxLength = model.MaxPositions ?? int.MaxValue };
        }

        var featurizer = new BertFeaturizer(model, options);
        LengthLimit.CheckRoom(options.MaxLength, model.Tokenizer, parsed.GetValue(_common.TextPair) != null);
        using IFeatureWriter writer = FeatureWriters.Create(output, featurizer.Dimension, perToken);
        long rows = 0, tokens = 0;
        using Progress progress = Progress.Start(quiet, () => Point(input, featurizer, Volatile.Read(ref rows)));
        foreach (FeaturizedRow<TextRow> row in featurizer.FeaturizeStream(texts, static row => new TextInput(row.Text, row.TextPair), cancellation))
        {
            if (limit.Unlimited)
            {
                RefuseCut(model, row);
            }

            writer.Write(row.Item, row.Features.Span);
            tokens += row.TokenCount;
            rows++;
        }

        cancellation.ThrowIfCancellationRequested();
        writer.Complete();
        progress.Dispose();
        if (!quiet)
        {
            Status.Line(new Summary(rows, tokens, progress.Elapsed, featurizer.Statistics.ModelWallTime).ToString());
        }

        return ExitCodes.Done;
    }

    private LengthLimit Limit(ParseResult parsed)
    {
        LengthLimit limit = _common.Limit(parsed);
        string truncation = OptionValues.OneOf("--truncation", parsed.GetValue(_truncation) ?? "longest_first", "longest_first", "only_first", "only_second", "do_not_truncate");
        bool pair = parsed.GetValue(_common.TextPair) != null;
        if (truncation == "only_second" || (truncation == "only_first" && pair))
        {
            throw new BadInputException($"--truncation {truncation}: extract cuts {(pair ? "pairs by longest_first" : "single texts")}; leave it out.");
        }

        if (truncation != "do_not_truncate")
        {
            return limit;
        }

        return limit.Tokens == null
            ? LengthLimit.None
            : throw new BadInputException($"--truncation do_not_truncate and --max-length {limit.Tokens} contradict each other; leave one out.");
    }

    // Rows are read a window ahead; of the window being run a share is done.
    private static Progress.Point Point(InputReader input, BertFeaturizer featurizer, long written)
    {
        long read = input.RowsRead;
        return new Progress.Point(written + (long)((read - written) * featurizer.WindowProgress), read, input.BytesRead, input.TotalBytes);
    }

    private static void Notes(BertModel model)
    {
        foreach (string warning in model.Warnings)
        {
            Status.Line($"note: {warning}");
        }
    }

    // A text that fills the model's positions to the last may have been cut; only then is it worth counting again.
    private static void RefuseCut(BertModel model, in FeaturizedRow<TextRow> row)
    {
        if (model.MaxPositions is not { } positions || row.TokenCount < positions)
        {
            return;
        }

        var ids = new List<int>();
        model.Tokenizer.EncodeTo(row.Item.Text, row.Item.TextPair, row.Item.TextPair != null, int.MaxValue, ids, null);
        if (ids.Count > positions)
        {
            throw new BadInputException($"{row.Item.Where}: the text is {ids.Count} tokens long, but the model takes {positions}; shorten it, or give --max-length {positions} to cut it.");
        }
    }
}
