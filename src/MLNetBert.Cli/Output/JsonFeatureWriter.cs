namespace MLNetBert.Cli.Output;

/// <summary>
/// {"id":..,"features":[..]} lines; with pooling none, the features are one list per token. NaN and infinities, which JSON does not have, are
/// null, as pandas, Hugging Face datasets and JSON.stringify write them.
/// </summary>
internal sealed class JsonFeatureWriter(string path, int dimension, bool perToken) : IFeatureWriter
{
    private readonly JsonLines _lines = new(path);

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _lines.Files;

    /// <inheritdoc/>
    public void Write(IRowIdentity row, ReadOnlySpan<float> features)
    {
        Utf8JsonWriter json = _lines.Begin(row);
        json.WriteStartArray("features"u8);
        for (int start = 0; start < features.Length; start += dimension)
        {
            if (perToken)
                json.WriteStartArray();

            foreach (float value in features.Slice(start, dimension))
            {
                if (float.IsFinite(value))
                    json.WriteNumberValue(value);
                else
                    json.WriteNullValue();
            }

            if (perToken)
                json.WriteEndArray();
        }

        json.WriteEndArray();
        _lines.End();
    }

    /// <inheritdoc/>
    public void Finish() => _lines.Finish();

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
