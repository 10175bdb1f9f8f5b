namespace MLNetBert.Cli.Commands;

/// <summary>tokenize: the ids of every row, as one JSON line each.</summary>
internal sealed class TokenizeCommand
{
    private readonly CommonOptions _common = new();
    private readonly EncodingOptions _encoding = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Where the lines go: .jsonl, .jsonl.gz, .jsonl.zst or .parquet, or - for standard output. Default: standard output.",
        HelpName = "FILE",
        DefaultValueFactory = _ => FileNames.Standard,
    };

    private readonly Option<string?> _offsets = new("--offsets")
    {
        Description = "What offsets count: utf16, as in .NET strings, or code-points, as in Python. Default: utf16.",
        HelpName = "UNIT",
    };

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var tokenize = new TokenizeCommand();
        var command = new Command("tokenize", "Writes the token ids of every row, one JSON line each.") { tokenize._out };
        tokenize._common.AddTo(command);
        tokenize._encoding.AddTo(command);
        command.Options.Add(tokenize._offsets);
        command.SetAction(parsed => tokenize.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(_out);
        bool codePoints = OptionValues.OneOf("--offsets", parsed.GetValue(_offsets) ?? "utf16", "utf16", "code-points") == "code-points";
        ITokenWriter.Check(output);
        InputReader input = _common.Reader(parsed);
        input.RefuseAsOutput(_out.Name, output);
        IEnumerable<TextRow> rows = input.Start();
        var model = ModelTokenizer.Open(parsed.GetValue(_common.Model));
        bool windows = _encoding.Windows(parsed);
        EncodeOptions options = _encoding.Read(parsed, _common.Limit(parsed), model, parsed.GetValue(_common.TextPair) != null) with { Overflow = windows };

        bool quiet = parsed.GetValue(_common.Quiet);
        foreach (string note in quiet ? [] : model.Tokenizer.Warnings)
            Status.Line($"note: {note}");

        using var writer = ITokenWriter.Create(output, input.IdType!, windows, codePoints);
        long count = 0, tokens = 0;
        using var progress = Progress.Start(quiet, () => new Progress.Point(Volatile.Read(ref count), input.RowsRead, input.BytesRead, input.TotalBytes));
        if (options.Padding == PaddingStrategy.Longest)
        {
            // The longest text of the whole input decides, so everything is read before the first line is written.
            TextRow[]? kept = input.CanReadTwice ? null : [.. rows.Until(cancellation)];
            int longest = (kept ?? rows).Max(row => Encoded(model, row, options with { Padding = PaddingStrategy.None }, windows, cancellation).Max(encoding => encoding.Ids.Length));
            options = options with { Padding = PaddingStrategy.MaxLength, PadLength = longest };
            rows = kept ?? input.Rows();
        }

        foreach (TextRow row in rows)
        {
            int window = 0;
            foreach (TokenEncoding encoding in Encoded(model, row, options, windows, cancellation))
            {
                writer.Write(row, encoding, window++);
                tokens += encoding.Ids.Length;
            }

            count++;
        }

        writer.Complete();
        progress.Dispose();
        if (!quiet)
            Status.Line(new Summary(count, tokens, progress.Elapsed).ToString());

        return ExitCodes.Done;
    }

    private static IEnumerable<TokenEncoding> Encoded(ModelTokenizer model, TextRow row, EncodeOptions options, bool windows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            TokenEncoding encoding = model.Tokenizer.Encode(row.Text, row.TextPair, options);
            return windows ? encoding.Overflowing.Prepend(encoding) : [encoding];
        }
        catch (BadInputException e)
        {
            throw e.At(row.Where, row.Source, row.Row);
        }
        catch (ArgumentException e) when (e.ParamName is nameof(EncodeOptions.Truncation) or nameof(EncodeOptions.Stride))
        {
            // Only a text that is cut shows that these do not fit; the tokenizer speaks of its parameters, the command of its options.
            string what = e.ParamName == nameof(EncodeOptions.Truncation)
                ? "--truncation only_second cuts second texts, but there are none; give --text-pair, or another --truncation"
                : $"--stride {options.Stride} is not below the number of tokens that a window has for this text; give a smaller stride, or a larger --max-length";
            throw new BadInputException($"{row.Where}: {what}.", e) { Code = "option.conflict", File = row.Source, Row = row.Row };
        }
    }
}
