namespace MLNetBert.Cli.Options;

/// <summary>The options of resample that compare methods and report on them.</summary>
internal sealed class ComparisonOptions
{
    /// <summary>What --compare compares if it names nothing: the usual methods of each kind, and those that need no neighbours.</summary>
    public const string Usual =
        "none,class-weight,random-over-sampler,smote,borderline-smote,adasyn,random-under-sampler,near-miss,tomek-links,edited-nearest-neighbours,smote-tomek,smote-enn";

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = $"Instead of --method: compares methods by cross-validation, resampling the training rows of each fold only, and prints a table. none is no method, class-weight weighs classes instead. Default: {Usual}.",
        HelpName = "NAME,NAME,...",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _folds = new("--folds") { Description = "Folds of --compare and --report. Default: 5.", HelpName = "N" };

    private readonly Option<bool> _json = new("--json") { Description = "With --compare: prints one JSON object instead of a table." };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Writes a page that shows what the method, or each compared one, does to the rows, and what that does to each class's recall.",
        HelpName = "FILE.html",
    };

    private readonly Option<string?> _text = new("--text")
    {
        Description = "The text of each row, shown by --report: FILE:COLUMN of a .csv, .tsv or .jsonl (.gz may follow), or a .txt with a text a line.",
        HelpName = "FILE[:COLUMN]",
    };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _compare, _folds, _json, _report, _text })
            command.Options.Add(option);
    }

    /// <summary>The values, checked against one another and against --method, --set and --out.</summary>
    public ComparisonSettings Read(ParseResult parsed, string? method, bool set, string? output)
    {
        bool compare = parsed.GetResult(_compare) != null;
        string? report = parsed.GetValue(_report), text = parsed.GetValue(_text), folds = parsed.GetValue(_folds);
        if (compare == (method != null))
            throw new BadInputException(compare ? "--method and --compare are both given; leave one out, or name the method in --compare." : "Neither --method nor --compare is given; name a method, or compare several.") { Code = compare ? "option.conflict" : "option.missing", Key = "--method" };

        if (compare && (output != null || set))
            throw new BadInputException(output != null ? "--compare writes no rows, so leave --out out; take the best method with --method afterwards." : "--compare runs every method with its defaults, so leave --set out; --strategy, --seed and --threads hold for all of them.") { Code = "option.conflict", Key = output != null ? "--out" : "--set" };

        if (!compare && output == null && report == null)
            throw new BadInputException("Neither --out nor --report is given; say where the rows go, or the page about them.") { Code = "option.missing", Key = "--out" };

        if (report == null && text != null)
            throw new BadInputException("--text is for --report alone; add --report FILE.html, or leave it out.") { Code = "option.conflict", Key = "--text" };

        if (!compare && (parsed.GetValue(_json) || (folds != null && report == null)))
            throw new BadInputException($"{(folds != null ? "--folds" : "--json")} is for --compare; leave it out.") { Code = "option.conflict", Key = folds != null ? "--folds" : "--json" };

        if (report != null)
            OptionValues.Page("--report", report);

        string[] names = compare ? [.. (parsed.GetValue(_compare) ?? Usual).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] : [];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new BadInputException($"--compare names {twice.Key} twice; name each method once.") { Code = "option.value", Key = "--compare" };

        return new ComparisonSettings(
            compare ? names.Length > 0 ? names : throw new BadInputException("--compare names no method; name some, separated by commas, or leave the names out.") { Code = "option.value", Key = "--compare" } : null,
            folds == null ? 5 : OptionValues.AtLeast(2, "--folds", folds),
            parsed.GetValue(_json),
            report,
            text);
    }
}

/// <summary>What is to be compared and reported.</summary>
/// <param name="Compared">The names of --compare; null without it.</param>
/// <param name="Folds">--folds.</param>
/// <param name="Json">--json.</param>
/// <param name="Report">--report.</param>
/// <param name="Text">--text.</param>
internal sealed record ComparisonSettings(IReadOnlyList<string>? Compared, int Folds, bool Json, string? Report, string? Text)
{
    /// <summary>The file that --text names; null without it.</summary>
    public string? TextFile => Text == null ? null : FileNames.FileAndColumn(Text).Path;

    /// <summary>The texts of --text, checked against the number of rows; null without it.</summary>
    public string[]? Texts(int rows, CancellationToken cancellation)
    {
        if (Text == null)
            return null;

        (string path, string? column) = FileNames.FileAndColumn(Text);
        string[] texts = [.. new InputReader([path], null, new Columns(column, TextOption: "--text FILE:COLUMN", FormatOption: false)).Rows().Until(cancellation).Select(row => row.Text)];
        return texts.Length == rows
            ? texts
            : throw new BadInputException($"{path} has {texts.Length} texts for {rows} rows of features; give one a row, in the same order.") { Code = "labels.count", File = path };
    }
}
