namespace MLNetBert.Cli.Options;

/// <summary>What several commands take, and how it is read. No option may be given twice, since the last would silently win.</summary>
internal sealed class CommonOptions
{
    /// <summary>INPUT, one or more.</summary>
    public Argument<string[]> Inputs { get; } = new("INPUT")
    {
        Description = "A .csv, .tsv, .jsonl or .txt file (one text per line), also with .gz, or - for standard input. Several are read in order.",
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
        Description = "csv, tsv, jsonl or txt. Default: by the file's ending, or for standard input by its first line.",
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
    public InputReader Reader(ParseResult parsed, IReadOnlyList<NamedColumn>? others = null) => Reader(parsed, parsed.GetRequiredValue(Inputs), others);

    /// <summary>Inputs, checked.</summary>
    public InputReader Reader(ParseResult parsed, string[] inputs, IReadOnlyList<NamedColumn>? others = null)
    {
        string? format = parsed.GetValue(Format);
        if (format != null && !InputFormats.Names.Contains(format))
            throw new BadInputException($"--format {format} is unknown; choose {string.Join(", ", InputFormats.Names)}.") { Code = "option.value", Key = "--format" };

        OptionValues.RefuseUnknown(parsed, inputs);
        return new InputReader(
            inputs,
            format == null ? null : InputFormats.Named(format),
            new Columns(parsed.GetValue(Text), parsed.GetValue(TextPair), parsed.GetValue(Id), Others: others));
    }

    /// <summary>--max-length, read.</summary>
    public LengthLimit Limit(ParseResult parsed) => parsed.GetValue(MaxLength) switch
    {
        null => LengthLimit.OfModel,
        "none" => LengthLimit.None,
        { } text => new LengthLimit(OptionValues.Positive("--max-length", text, "or none")),
    };
}
