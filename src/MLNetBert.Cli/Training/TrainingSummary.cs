namespace MLNetBert.Cli.Training;

/// <summary>What is said of a training, in tables, JSON, the card and the report.</summary>
/// <param name="Result">What came out.</param>
/// <param name="Data">The rows.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Label">The label's column.</param>
/// <param name="Text">The text's column.</param>
/// <param name="TextPair">The second text's column; null for single texts.</param>
/// <param name="Group">The group's column; null if there is none.</param>
internal sealed record TrainingSummary(TextClassifierResult Result, TrainingInput Data, TextClassifierOptions Options, string Label, string Text, string? TextPair, string? Group)
{
    private readonly Dictionary<string, int> _places = Result.ClassNames.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);

    /// <summary>Whether numbers are estimated.</summary>
    public bool IsRegression => Options.Regression;

    /// <summary>The place of a row's class; -1 for numbers.</summary>
    public int ClassOf(int row) => IsRegression ? -1 : _places[Data.Rows[row].Label];

    /// <summary>A row's number.</summary>
    public double NumberOf(int row) => double.Parse(Data.Rows[row].Label, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>What models said of rows that they had not seen, in the cross-validation and of those set aside.</summary>
    public IEnumerable<TextPrediction> Predictions => Result.CrossValidation.Predictions.Concat(Result.HoldOut?.Predictions ?? []);

    /// <summary>The same trainer on BERT's features without balancing; null if it was not tried.</summary>
    public TextClassifierCell? Yardstick => Result.Cells.FirstOrDefault(cell => cell.Metric != null && cell.Pipeline is { Features: "bert", Method: "none" } && cell.Pipeline.Trainer == Result.Pipeline.Trainer && cell.Pipeline.C == Result.Pipeline.C);
}
