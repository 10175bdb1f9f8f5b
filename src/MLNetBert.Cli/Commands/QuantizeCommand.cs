namespace MLNetBert.Cli.Commands;

/// <summary>quantize: an int8 model of a float32 one, whose vectors do not depend on neighbours.</summary>
internal sealed class QuantizeCommand
{
    /// <summary>More texts than are ever run; the rest of a large input need not be held in memory.</summary>
    private const int MostRows = 100_000;

    private readonly Argument<string?> _folder = new("DIR") { Description = "The model folder, float32 or float16. Default: the embedded all-MiniLM-L6-v2.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string[]> _calibrate = new("--calibrate")
    {
        Description = "Texts like those that the model will see, some hundred, without labels: a .csv, .tsv, .jsonl or .txt file, also with .gz, or - for standard input; several times for several.",
        HelpName = "INPUT",
        Required = true,
    };

    private readonly Option<string> _out = new("--out") { Description = "The model folder to make.", HelpName = "DIR", Required = true };

    private readonly Option<string?> _file = new("--file") { Description = "The .onnx file of the folder to quantize. Default: model.onnx, else onnx/model.onnx, else the only one.", HelpName = "NAME" };

    private readonly Option<bool> _reduceRange = new("--reduce-range") { Description = "7-bit weights, for other programs on processors without VNNI; this one has exact sums there anyway." };

    private readonly CommonOptions _common = new();

    /// <summary>The command for the parser.</summary>
    public static Command Create(CancellationToken cancellation)
    {
        var quantize = new QuantizeCommand();
        var command = new Command("quantize", "Makes an int8 model folder, about a quarter as large and more than twice as fast with VNNI, whose vectors do not depend on neighbours.")
        {
            quantize._folder, quantize._calibrate, quantize._out, quantize._file, quantize._reduceRange, quantize._common.Text, quantize._common.Format, quantize._common.Quiet,
        };
        command.SetAction(parsed => quantize.Run(parsed, cancellation));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string? folder = parsed.GetValue(_folder);
        OptionValues.RefuseUnknown(parsed, folder == null ? [] : [folder]);
        string output = parsed.GetRequiredValue(_out);
        InputReader input = _common.Reader(parsed, parsed.GetRequiredValue(_calibrate));
        input.RefuseAsOutput(_out.Name, output);
        bool quiet = parsed.GetValue(_common.Quiet);
        var clock = Stopwatch.StartNew();
        BertQuantizer quantizer = new(new BertQuantizerOptions { File = parsed.GetValue(_file), ReduceRange = parsed.GetValue(_reduceRange) });
        QuantizationResult result = Explained(output, () => quantizer.Quantize(folder, input.Start().Take(MostRows).Select(row => row.Text), output, quiet ? null : new Share(clock), cancellation));
        if (quiet)
            return ExitCodes.Done;

        foreach (string note in result.Notes)
            Status.Line($"note: {note}");

        BertQuantization made = result.Quantization;
        Status.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Folder}: {result.Bytes / 1e6:F1} MB of {result.SourceBytes / 1e6:F1}, in {Summary.Duration(clock.Elapsed)}; cosine to float32 {made.MeanCosine:F5} on average, {made.LowestCosine:F4} at worst, of {Summary.Counted(made.CalibrationTexts, "calibration text")}."));
        return ExitCodes.Done;
    }

    private static QuantizationResult Explained(string output, Func<QuantizationResult> quantize)
    {
        QuantizationResult? result = null;
        OutputErrors.Explain(output, () => result = quantize());
        return result!;
    }

    /// <summary>A line every few seconds.</summary>
    private sealed class Share(Stopwatch clock) : IProgress<double>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
        private TimeSpan _next = Interval;

        public void Report(double value)
        {
            if (clock.Elapsed < _next)
                return;
            _next = clock.Elapsed + Interval;
            Status.Line(string.Create(CultureInfo.InvariantCulture, $"{100 * value:F0}%, {Summary.Duration(clock.Elapsed)}"));
        }
    }
}
