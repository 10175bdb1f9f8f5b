namespace MLNetBert.Cli.Prediction;

/// <summary>{"id":..,"label":..,"scores":{..}} lines; for numbers {"id":..,"score":..}. A score that is not finite is null.</summary>
internal sealed class JsonPredictionWriter(string path, IReadOnlyList<string> labels) : IPredictionWriter
{
    private readonly JsonLines _lines = new(path);

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _lines.Files;

    /// <inheritdoc/>
    public void Write(PredictedRow prediction)
    {
        Utf8JsonWriter json = _lines.Begin(prediction.Row);
        if (prediction.Label == null)
        {
            Number(json, "score", prediction.Scores[0]);
            _lines.End();
            return;
        }

        json.WriteString("label"u8, prediction.Label);
        json.WriteStartObject("scores"u8);
        for (int i = 0; i < labels.Count; i++)
            Number(json, labels[i], prediction.Scores[i]);

        json.WriteEndObject();
        _lines.End();
    }

    /// <inheritdoc/>
    public void Finish() => _lines.Finish();

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static void Number(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
