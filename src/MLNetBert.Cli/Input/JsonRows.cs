namespace MLNetBert.Cli.Input;

/// <summary>.jsonl: one JSON object per line; blank lines are skipped.</summary>
internal sealed class JsonRows(Stream stream, string source, Columns columns)
{
    private readonly LineReader _lines = new(stream, source);
    private readonly byte[] _textKey = Encoding.UTF8.GetBytes(columns.TextName);
    private readonly byte[] _pairKey = Encoding.UTF8.GetBytes(columns.TextPair ?? "");
    private readonly byte[] _idKey = Encoding.UTF8.GetBytes(columns.IdName);
    private long _row;

    /// <summary>Reads the rows of one input.</summary>
    public IEnumerable<TextRow> Read(RowCounter counter)
    {
        while (Next(counter) is { } row)
            yield return row;
    }

    private TextRow? Next(RowCounter counter)
    {
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.TrimStart(" \t\r"u8).IsEmpty)
                continue;

            _row++;
            try
            {
                return Parse(line, counter.Next());
            }
            catch (JsonException e)
            {
                string reason = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
                throw Bad("row.syntax", $"not JSON, {reason} (byte {e.BytePositionInLine ?? 0} of the line); each line must be one JSON object.", null, e);
            }
        }

        return null;
    }

    private BadInputException Bad(string code, string what, string? key = null, Exception? cause = null) =>
        new($"{TextRow.Place(source, _row, _lines.Line)}: {what}", cause) { Code = code, File = source, Row = _row, Column = key };

    private TextRow Parse(ReadOnlySpan<byte> line, string number)
    {
        string? text = null, pair = null, id = null;
        bool idIsNumber = false;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad("row.syntax", $"it is {Described(reader.TokenType)}, not a JSON object such as {{\"{columns.TextName}\": \"...\"}}.");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isText = JsonText.Is(reader, _textKey);
            bool isPair = columns.TextPair != null && JsonText.Is(reader, _pairKey);
            bool isId = JsonText.Is(reader, _idKey);
            reader.Read();
            if (isId)
            {
                idIsNumber = reader.TokenType == JsonTokenType.Number;
                id = idIsNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : StringOf(reader, columns.IdName, "a string or a number");
            }

            text = isText ? TextOf(reader) : text;
            pair = isPair ? StringOf(reader, columns.TextPair!, "a string") : pair;
            reader.Skip();
        }

        reader.Read();
        if (text == null || (pair == null && columns.TextPair != null) || (id == null && columns.Id != null))
        {
            string missing = text == null ? columns.TextName : pair == null && columns.TextPair != null ? columns.TextPair : columns.IdName;
            string option = text == null ? columns.TextOption : missing == columns.TextPair ? "--text-pair" : "--id";
            throw Bad("row.column", $"it has no key \"{missing}\", only {Keys(line)}; name one with {option}.", missing);
        }

        return new TextRow(id ?? number, id == null || idIsNumber, text, pair, source, _row, _lines.Line);
    }

    private string TextOf(in Utf8JsonReader reader) =>
        columns.Scalars && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
            ? Encoding.UTF8.GetString(reader.ValueSpan)
            : StringOf(reader, columns.TextName, columns.Scalars ? "a string or a number" : "a string");

    private string StringOf(in Utf8JsonReader reader, string key, string wanted) =>
        reader.TokenType == JsonTokenType.String
            ? JsonText.Unescape(reader)
            : throw Bad("row.value", $"the key \"{key}\" holds {Described(reader.TokenType)}, but it must be {wanted}.", key);

    private static string Keys(ReadOnlySpan<byte> line)
    {
        var keys = new List<string>();
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            keys.Add(JsonText.Unescape(reader));
            reader.Skip();
        }

        return keys.Count == 0 ? "no key at all" : Printable.Listed(keys);
    }

    private static string Described(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
