namespace MLNetBert.Cli.Options;

/// <summary>Reads the values of options; those that make no sense are refused with a sentence.</summary>
internal static class OptionValues
{
    // No machine has as many cores; each thread takes memory, and verify tries 1, 2, 4 and so on.
    private const int MostThreads = 4096;

    /// <summary>A whole number of at least 1.</summary>
    public static int Positive(string option, string text, string? orElse = null) => AtLeast(1, option, text, orElse);

    /// <summary>A number of threads.</summary>
    public static int Threads(string option, string text) => AtLeast(1, option, text, most: MostThreads);

    /// <summary>A whole number of at least <paramref name="least"/> and at most <paramref name="most"/>.</summary>
    public static int AtLeast(int least, string option, string text, string? orElse = null, int most = int.MaxValue)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;

        bool whole = text.Length > 0 && text.All(char.IsAsciiDigit);
        throw new BadInputException(whole && System.Numerics.BigInteger.Parse(text, CultureInfo.InvariantCulture) > most
            ? $"{option} {text} is more than {most}, the greatest number that it can be."
            : $"{option} {text} is not a whole number of at least {least}{(orElse == null ? "" : $", {orElse}")}.")
        { Code = "option.value", Key = option };
    }

    /// <summary>A seed of random numbers, as NumPy takes it.</summary>
    public static uint Seed(string option, string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value)
            ? value
            : throw new BadInputException($"{option} {text} is not a whole number from 0 to {uint.MaxValue}.") { Code = "option.value", Key = option };

    /// <summary>A number between two others, which it may be too.</summary>
    public static double Between(string option, string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{option} {text} is not a number from {least} to {most}.")) { Code = "option.value", Key = option };

    /// <summary>Names separated by commas, each once.</summary>
    public static string[] Names(string option, string text)
    {
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new BadInputException($"{option} names {twice.Key} twice; name each once.") { Code = "option.value", Key = option };

        return names.Length > 0 ? names : throw new BadInputException($"{option} names nothing; name some, separated by commas, or leave it out.") { Code = "option.value", Key = option };
    }

    /// <summary>A time, such as 90, 90s, 15m or 2h.</summary>
    public static TimeSpan Time(string option, string text)
    {
        (string number, double unit) = text is [.. var digits, 's' or 'm' or 'h'] ? (digits, text[^1] switch { 's' => 1, 'm' => 60, _ => 3600 }) : (text, 1);
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 && value * unit < 1e8
            ? TimeSpan.FromSeconds(value * unit)
            : throw new BadInputException($"{option} {text} is not a time; write seconds, or 90s, 15m or 2h.") { Code = "option.value", Key = option };
    }

    /// <summary>true or false.</summary>
    public static bool Flag(string option, string text) => OneOf(option, text, "true", "false") == "true";

    /// <summary>--activation, none if it is not given.</summary>
    public static LogitActivation Activation(string? text) => OneOf("--activation", text ?? "none", "softmax", "sigmoid", "none") switch
    {
        "softmax" => LogitActivation.Softmax,
        "sigmoid" => LogitActivation.Sigmoid,
        _ => LogitActivation.None,
    };

    /// <summary>--truncation, longest_first if it is not given; null for do_not_truncate.</summary>
    public static TruncationStrategy? Truncation(string? text) => OneOf("--truncation", text ?? "longest_first", "longest_first", "only_first", "only_second", "do_not_truncate") switch
    {
        "only_first" => TruncationStrategy.OnlyFirst,
        "only_second" => TruncationStrategy.OnlySecond,
        "do_not_truncate" => null,
        _ => TruncationStrategy.LongestFirst,
    };

    /// <summary>--precision.</summary>
    public static ModelPrecision Precision(string text) => OneOf("--precision", text, "float32", "float16", "int8") switch
    {
        "float16" => ModelPrecision.Float16,
        "int8" => ModelPrecision.Int8,
        _ => ModelPrecision.Float32,
    };

    /// <summary>The name of an HTML file.</summary>
    public static string Page(string option, string path) =>
        Path.GetExtension(path).StartsWith(".htm", StringComparison.OrdinalIgnoreCase) ? path : throw new BadInputException($"{option} {path}: name a file that ends in .html.") { Code = "option.value", Key = option };

    /// <summary>Rejects arguments that look like options: there is none with that name, so the parser took them for paths.</summary>
    public static void RefuseUnknown(ParseResult parsed, params ReadOnlySpan<string> arguments)
    {
        foreach (string argument in arguments)
        {
            if (argument.StartsWith('-') && argument != FileNames.Standard && !Path.Exists(argument))
                throw new BadInputException($"There is no option {argument}; mlnetbert {parsed.CommandResult.Command.Name} --help lists them.") { Code = "option.unknown", Key = argument };
        }
    }

    /// <summary>One of several names.</summary>
    public static string OneOf(string option, string text, params ReadOnlySpan<string> names) =>
        names.Contains(text) ? text : throw new BadInputException($"{option} {text} is unknown; choose {string.Join(", ", names.ToArray())}.") { Code = "option.value", Key = option };
}
