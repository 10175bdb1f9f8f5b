namespace MLNetBert.Cli.Output;

/// <summary>{"id":..,"input_ids":[..],"token_type_ids":[..],"attention_mask":[..],"offsets":[[s,e],..]} lines, with "window" if there may be several.</summary>
internal sealed class TokenWriter(string path, bool windows, bool codePoints) : ITokenWriter
{
    private readonly JsonLines _lines = new(path);

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _lines.Files;

    /// <inheritdoc/>
    public void Write(TextRow row, TokenEncoding encoding, int window)
    {
        Utf8JsonWriter json = _lines.Begin(row);
        if (windows)
            json.WriteNumber("window"u8, window);

        WriteNumbers(json, "input_ids"u8, encoding.Ids);
        WriteNumbers(json, "token_type_ids"u8, encoding.TypeIds);
        WriteNumbers(json, "attention_mask"u8, encoding.AttentionMask);
        json.WriteStartArray("offsets"u8);
        foreach ((int start, int end) in codePoints ? encoding.OffsetsInCodePoints(row.Text, row.TextPair) : encoding.Offsets)
        {
            json.WriteStartArray();
            json.WriteNumberValue(start);
            json.WriteNumberValue(end);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        _lines.End();
    }

    /// <inheritdoc/>
    public void Finish() => _lines.Finish();

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> name, int[] values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
            json.WriteNumberValue(value);

        json.WriteEndArray();
    }
}
