namespace MLNetBert.Cli.Output;

/// <summary>JSON objects, one per line.</summary>
internal sealed class JsonLines : IOutput
{
    private readonly OutputFile _file;
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins the file.</summary>
    public JsonLines(string path)
    {
        _file = OutputFile.Create(path);

        // Letters are not escaped: the output is a UTF-8 file, not part of a web page.
        _json = new Utf8JsonWriter(_file.Content, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [_file];

    /// <summary>Begins a line with the row's id.</summary>
    public Utf8JsonWriter Begin(IRowIdentity row)
    {
        _json.WriteStartObject();
        _json.WritePropertyName("id"u8);
        Id(_json, row);
        return _json;
    }

    /// <summary>Writes a row's id, as a number or a string.</summary>
    public static void Id(Utf8JsonWriter json, IRowIdentity row)
    {
        if (row.IdIsNumber)
            json.WriteRawValue(row.Id, skipInputValidation: true);
        else
            json.WriteStringValue(row.Id);
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _file.Content.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Finish() => _file.Finish();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
