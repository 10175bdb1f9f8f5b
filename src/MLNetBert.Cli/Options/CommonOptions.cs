namespace MLNetBert.Cli.Options;

/// <summary>What several commands take, and how it is read. No option may be given twice, since the last would silently win.</summary>
internal sealed class CommonOptions
{
    /// <summary>INPUT, one or more.</summary>
    public Argument<string[]> Inputs { get; } = new("INPUT")
    {
        Description = "A .csv, .tsv, .jsonl or .txt file (one text per line), also with .gz or .zst, a .parquet file, - for standard input, or a folder or pattern ('mails/*.csv') of such files. Several are read in order.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>--model.</summary>
    public Option<string?> Model { get; } = new("--model")
    {
        Description = "The model folder, as on the Hugging Face hub. Default: the embedded all-MiniLM-L6-v2.",
        HelpName = "DIR",
    };

    /// <summary>--text.</summary>
    public Option<string?> Text { get; } = new("--text") { Description = "The column or JSON key of the text. Default: text.", HelpName = "NAME" };

    /// <summary>--text-pair.</summary>
    public Option<string?> TextPair { get; } = new("--text-pair") { Description = "The column or JSON key of a second text, for pairs.", HelpName = "NAME" };

    /// <summary>--id.</summary>
    public Option<string?> Id { get; } = new("--id") { Description = "The column or JSON key of the id. Default: id if there is one, else the row's number, counted from 0.", HelpName = "NAME" };

    /// <summary>--format.</summary>
    public Option<string?> Format { get; } = new("--format")
    {
        Description = "csv, tsv, jsonl, txt or parquet. Default: by the file's ending, or for standard input by its first line.",
        HelpName = "NAME",
    };

    /// <summary>--max-length.</summary>
    public Option<string?> MaxLength { get; } = new("--max-length")
    {
        Description = "Cuts texts to this many tokens, special tokens included; none cuts nothing. Default: as the model folder says.",
        HelpName = "N|none",
    };

    /// <summary>--quiet.</summary>
    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Prints no progress, notes or summary." };

    /// <summary>Adds the options of commands that read rows.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Inputs);
        foreach (Option option in new Option[] { Model, Text, TextPair, Id, Format, MaxLength, Quiet })
            command.Options.Add(option);
    }

    /// <summary>The inputs, checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="bad">What becomes of rows that cannot be used; null: they are errors.</param>
    /// <param name="except">A folder that is written to, whose files are no inputs.</param>
    /// <param name="others">Columns that are read besides.</param>
    public InputReader Reader(ParseResult parsed, BadRows? bad = null, string? except = null, IReadOnlyList<NamedColumn>? others = null) => Reader(parsed, parsed.GetRequiredValue(Inputs), bad, except, others);

    /// <summary>Inputs, checked.</summary>
    public InputReader Reader(ParseResult parsed, string[] inputs, BadRows? bad = null, string? except = null, IReadOnlyList<NamedColumn>? others = null)
    {
        OptionValues.RefuseUnknown(parsed, inputs);
        return new InputReader(InputPaths.Of(inputs, except), FormatOf(parsed), ColumnsOf(parsed) with { Others = others }, bad);
    }

    /// <summary>--format.</summary>
    public InputFormat? FormatOf(ParseResult parsed)
    {
        string? format = parsed.GetValue(Format);
        if (format != null && !InputFormats.Names.Contains(format))
            throw new BadInputException($"--format {format} is unknown; choose {string.Join(", ", InputFormats.Names)}.") { Code = "option.value", Key = "--format" };

        return format == null ? null : InputFormats.Named(format);
    }

    /// <summary>The columns that are read.</summary>
    public Columns ColumnsOf(ParseResult parsed) => new(parsed.GetValue(Text), parsed.GetValue(TextPair), parsed.GetValue(Id));

    /// <summary>--max-length, read.</summary>
    public LengthLimit Limit(ParseResult parsed) => parsed.GetValue(MaxLength) switch
    {
        null => LengthLimit.OfModel,
        "none" => LengthLimit.None,
        { } text => new LengthLimit(OptionValues.Positive("--max-length", text, "or none")),
    };
}
