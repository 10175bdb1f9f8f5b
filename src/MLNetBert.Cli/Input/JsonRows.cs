namespace MLNetBert.Cli.Input;

/// <summary>.jsonl: one JSON object per line; blank lines are skipped.</summary>
internal sealed class JsonRows(Stream stream, string source, Columns columns, BadRows bad, InputSection? section)
{
    private readonly LineReader _lines = new(stream, source, before: (section?.Line ?? 1) - 1);
    private readonly byte[] _textKey = Encoding.UTF8.GetBytes(columns.TextName);
    private readonly byte[] _pairKey = Encoding.UTF8.GetBytes(columns.TextPair ?? "");
    private readonly byte[] _idKey = Encoding.UTF8.GetBytes(columns.IdName);
    private readonly byte[][] _otherKeys = [.. (columns.Others ?? []).Select(other => Encoding.UTF8.GetBytes(other.Name))];
    private long _row = section?.Row ?? 0;

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
            string number = counter.Next();
            if (bad.AreSkipped && RowEncoding.Error(line, source, _row, _lines.Line) is { } error)
            {
                bad.TrySkip(error, source, _row, _lines.Line);
                continue;
            }

            try
            {
                return Parse(line, number);
            }
            catch (JsonException e)
            {
                string reason = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
                BadInputException syntax = Bad("row.syntax", $"not JSON, {reason} (byte {e.BytePositionInLine ?? 0} of the line); each line must be one JSON object.", null, e);
                if (!bad.TrySkip(syntax, source, _row, _lines.Line))
                    throw syntax;
            }
            catch (BadInputException e) when (bad.AreSkipped)
            {
                bad.TrySkip(e, source, _row, _lines.Line);
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
        string?[] others = _otherKeys.Length == 0 ? [] : new string?[_otherKeys.Length];
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad("row.syntax", $"it is {Described(reader.TokenType)}, not a JSON object such as {{\"{columns.TextName}\": \"...\"}}.");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isText = JsonText.Is(reader, _textKey);
            bool isPair = columns.TextPair != null && JsonText.Is(reader, _pairKey);
            bool isId = JsonText.Is(reader, _idKey);
            int other = Other(reader);
            reader.Read();
            if (other >= 0)
                others[other] = ScalarOf(reader, columns.Others![other].Name);

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

        if (Array.IndexOf(others, null) is >= 0 and var absent)
            throw Bad("row.column", $"it has no key \"{columns.Others![absent].Name}\", only {Keys(line)}; name one with {columns.Others[absent].Option}.", columns.Others[absent].Name);

        return new TextRow(id ?? number, id == null || idIsNumber, text, pair, source, _row, _lines.Line, others.Length == 0 ? null : (string[])others!);
    }

    private string TextOf(in Utf8JsonReader reader) => columns.Scalars ? ScalarOf(reader, columns.TextName) : StringOf(reader, columns.TextName, "a string");

    private string ScalarOf(in Utf8JsonReader reader, string key) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
            ? Encoding.UTF8.GetString(reader.ValueSpan)
            : StringOf(reader, key, "a string or a number");

    private int Other(in Utf8JsonReader reader)
    {
        for (int i = 0; i < _otherKeys.Length; i++)
        {
            if (JsonText.Is(reader, _otherKeys[i]))
                return i;
        }

        return -1;
    }

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
