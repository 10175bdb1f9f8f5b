namespace MLNetBert.Cli.Options;

/// <summary>How features are stored, and what becomes of rows that cannot be used.</summary>
internal sealed class OutputOptions
{
    private const int DefaultMostBadRows = 1_000;

    private readonly Option<string?> _type = new("--dtype") { Description = "float32, or float16 for half the room (.npy, .parquet and job folders). Default: float32.", HelpName = "NAME" };

    private readonly Option<bool> _skipBadRows = new("--skip-bad-rows") { Description = "Rows that cannot be used are no error: they are left out, and written to NAME.bad.jsonl with the reason." };

    private readonly Option<string?> _maxBadRows = new("--max-bad-rows") { Description = $"With --skip-bad-rows: more than these are an error. Default: {DefaultMostBadRows}.", HelpName = "N" };

    private readonly Option<string?> _maxDelay = new("--max-delay") { Description = "Of rows from a pipe to a pipe: the seconds after which a row is run even if no others follow. Default: 1.", HelpName = "SECONDS" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _type, _skipBadRows, _maxBadRows, _maxDelay })
            command.Options.Add(option);
    }

    /// <summary>--dtype.</summary>
    public FeatureType Type(ParseResult parsed) => OptionValues.OneOf(_type.Name, parsed.GetValue(_type) ?? "float32", "float32", "float16") == "float16" ? FeatureType.Float16 : FeatureType.Float32;

    /// <summary>How many rows may be passed over; null if none may.</summary>
    public int? MostBadRows(ParseResult parsed)
    {
        int? most = parsed.GetValue(_maxBadRows) is { } text ? OptionValues.AtLeast(0, _maxBadRows.Name, text) : null;
        if (parsed.GetValue(_skipBadRows))
            return most ?? DefaultMostBadRows;

        return most == null ? null : throw new BadInputException($"{_maxBadRows.Name} says how many rows may be left out, but none are; add {_skipBadRows.Name}, or leave it out.") { Code = "option.conflict", Key = _maxBadRows.Name };
    }

    /// <summary>--max-delay; null if it is not given.</summary>
    public TimeSpan? MaxDelay(ParseResult parsed)
    {
        if (parsed.GetValue(_maxDelay) is not { } text)
            return null;

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= TimeSpan.FromDays(1).TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new BadInputException($"{_maxDelay.Name} {text} is not a number of seconds from 0 to 86400, such as 0.5.") { Code = "option.value", Key = _maxDelay.Name };
    }
}
