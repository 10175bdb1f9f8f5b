namespace MLNetBert.Cli.Output;

/// <summary>{"id":..,"input_ids":[..],"token_type_ids":[..],"attention_mask":[..],"offsets":[[s,e],..]} lines, with "window" if there may be several.</summary>
internal sealed class TokenWriter(string path, bool windows, bool codePoints) : IDisposable
{
    private readonly JsonLines _lines = new(path);

    /// <summary>Rejects an output of another kind.</summary>
    public static void Check(string path)
    {
        if (OutputKinds.Of(path) != ".jsonl")
            throw new BadInputException($"--out {path}: tokens are written as JSON lines; name it .jsonl or .jsonl.gz, or - for standard output.") { Code = "output.format", File = path, Key = "--out" };
    }

    /// <summary>Writes one encoding of a row.</summary>
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

    /// <summary>Ends the output and gives it its final name.</summary>
    public void Complete() => ((IOutput)_lines).Complete();

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
