namespace MLNetBert.Cli.Prediction;

/// <summary>.csv and .tsv: id, label, and score.NAME for each class; for numbers id and score.</summary>
internal sealed class DelimitedPredictionWriter : IPredictionWriter
{
    private readonly OutputFile _file;
    private readonly char _separator;

    /// <summary>Begins the file with its header.</summary>
    public DelimitedPredictionWriter(string path, char separator, IReadOnlyList<string> labels)
    {
        _file = OutputFile.Create(path);
        _separator = separator;
        Line(labels.Count == 0 ? ["id", "score"] : ["id", "label", .. labels.Select(label => $"score.{label}")]);
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [_file];

    /// <inheritdoc/>
    public void Write(PredictedRow prediction)
    {
        IEnumerable<string> scores = prediction.Scores.Select(score => score.ToString(CultureInfo.InvariantCulture));
        Line(prediction.Label == null ? [prediction.Row.Id, .. scores] : [prediction.Row.Id, prediction.Label, .. scores]);
    }

    /// <inheritdoc/>
    public void Finish() => _file.Finish();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Line(IEnumerable<string> fields)
    {
        Encoding.UTF8.GetBytes(string.Join(_separator, fields.Select(field => DelimitedFeatureWriter.Quoted(field, _separator))), _file.Content);
        _file.Content.Write("\n"u8);
    }
}
