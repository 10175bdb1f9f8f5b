using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Cli.Reports;

/// <summary>The results of a comparison for the terminal and for programs: per-class recall, averages, time.</summary>
internal static class ComparisonTable
{
    /// <summary>Columns aligned by spaces, one line per method; methods that could not run follow, with the reason.</summary>
    public static string Text(IReadOnlyList<MethodResult> results, Func<int, string> className)
    {
        MethodResult[] ran = [.. results.Where(result => result.Failure == null)];
        var lines = new List<string[]> { Header(ran, className) };
        lines.AddRange(ran.Select(Line));
        var text = new StringBuilder();
        if (ran.Length > 0)
            TextTable.Write(text, lines, column => column == 0);

        foreach (MethodResult result in results.Where(result => result.Failure != null))
            text.Append(CultureInfo.InvariantCulture, $"{result.Name} could not run: {Printable.Line(result.Failure!)}\n");

        return text.ToString();
    }

    /// <summary>One object: folds, seed, classes, and an array of methods in the order of the table.</summary>
    public static void Json(Utf8JsonWriter json, IReadOnlyList<MethodResult> results, Func<int, string> className, int folds, long seed)
    {
        json.WriteStartObject();
        json.WriteNumber("folds"u8, folds);
        json.WriteNumber("seed"u8, seed);
        json.WriteStartArray("methods"u8);
        foreach (MethodResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("method"u8, result.Name);
            if (result.Metrics is { } metrics)
            {
                json.WriteStartObject("recall"u8);
                foreach (ImbalancedClassMetrics one in metrics.PerClass)
                    json.WriteNumber(className(one.Label), one.Sensitivity);

                json.WriteEndObject();
                json.WriteNumber("balanced_accuracy"u8, result.BalancedAccuracy);
                json.WriteNumber("balanced_accuracy_std"u8, result.Spread);
                json.WriteNumber("geometric_mean"u8, metrics.GeometricMean());
                json.WriteNumber("macro_f1"u8, metrics.Confusion.MacroF1);
            }
            else
            {
                json.WriteString("error"u8, result.Failure);
            }

            json.WriteNumber("resampling_seconds"u8, result.Resampling.TotalSeconds);
            json.WriteNumber("training_seconds"u8, result.Training.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string[] Header(MethodResult[] ran, Func<int, string> className) =>
        ["method", .. ran.Take(1).SelectMany(result => result.Metrics!.PerClass).Select(c => $"recall {Printable.Line(Printable.Cut(className(c.Label)))}"), "balanced accuracy", "g-mean", "macro F1", "time"];

    private static string[] Line(MethodResult result) =>
    [
        result.Name,
        .. result.Metrics!.PerClass.Select(c => Number(c.Sensitivity)),
        $"{Number(result.BalancedAccuracy)} ± {Number(result.Spread)}",
        Number(result.Metrics.GeometricMean()),
        Number(result.Metrics.Confusion.MacroF1),
        Summary.Duration(result.Resampling + result.Training),
    ];

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
