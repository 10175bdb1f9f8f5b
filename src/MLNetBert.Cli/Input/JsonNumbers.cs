namespace MLNetBert.Cli.Input;

/// <summary>{"features":[..]} lines, as extract writes them.</summary>
internal static class JsonNumbers
{
    private const string Key = "features";

    public static IEnumerable<float[]> Read(Stream stream, string source)
    {
        var lines = new LineReader(stream, source);
        var numbers = new List<float>();
        while (Next(lines, source, numbers) is { } row)
            yield return row;
    }

    private static float[]? Next(LineReader lines, string source, List<float> numbers)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.TrimStart(" \t\r"u8).IsEmpty)
                continue;

            try
            {
                float[] row = Parse(line, numbers) ?? throw Bad("row.column", $"it has no key \"{Key}\" with a list of numbers; write lines such as {{\"{Key}\": [0.1, 0.2]}}.");
                int infinite = Array.FindIndex(row, float.IsInfinity);
                return infinite < 0 ? row : throw Bad("row.value", $"number {infinite + 1} of the key \"{Key}\" is one {FloatText.TooLarge}.");
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                throw Bad("row.syntax", $"not JSON with numbers ({e.Message.Split(" LineNumber:")[0].TrimEnd('.')}); each line must be an object such as {{\"{Key}\": [0.1, 0.2]}}.", e);
            }
        }

        return null;

        BadInputException Bad(string code, string what, Exception? cause = null) =>
            new($"{source}, line {lines.Line}: {what}", cause) { Code = code, File = source, Row = lines.Line, Column = Key };
    }

    private static float[]? Parse(ReadOnlySpan<byte> line, List<float> numbers)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool features = JsonText.Is(reader, "features"u8);
            reader.Read();
            if (!features)
            {
                reader.Skip();
                continue;
            }

            numbers.Clear();
            if (reader.TokenType != JsonTokenType.StartArray)
                return null;

            // null is how numbers that are not finite are written.
            while (reader.Read() && reader.TokenType is JsonTokenType.Number or JsonTokenType.Null)
                numbers.Add(reader.TokenType == JsonTokenType.Null ? float.NaN : reader.GetSingle());

            return reader.TokenType == JsonTokenType.EndArray ? [.. numbers] : null;
        }

        return null;
    }
}
