namespace MLNetBert.Cli.Jobs;

/// <summary>Where rows go that are passed over: a JSON line for each, or without a file a note on standard error. Thread-safe.</summary>
internal sealed class BadRowFile : IDisposable
{
    private readonly string? _path;
    private readonly long _most;
    private readonly long _before;
    private readonly Lock _lock = new();
    private OutputFile? _file;
    private Utf8JsonWriter? _json;

    /// <summary>Begins with none.</summary>
    /// <param name="path">Where they go; null for standard error.</param>
    /// <param name="most">More than these are an error.</param>
    /// <param name="before">How many there were before.</param>
    public BadRowFile(string? path, long most, long before = 0)
    {
        (_path, _most, _before) = (path, most, before);
        Rows = new BadRows(Add);
    }

    /// <summary>What is handed to those who read rows.</summary>
    public BadRows Rows { get; }

    /// <summary>How many have come.</summary>
    public int Count { get; private set; }

    /// <summary>Where the bad rows of an output are.</summary>
    public static string PathOf(string output) => Path.ChangeExtension(FileNames.Uncompressed(output), ".bad.jsonl");

    /// <summary>The file, if there is one; it is begun if it need not have rows.</summary>
    public OutputFile? File(bool evenEmpty)
    {
        if (evenEmpty)
            Begin();

        return _file;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Add(BadRow row)
    {
        lock (_lock)
        {
            Count++;
            if (_before + Count > _most)
                throw new BadInputException($"More than {Summary.Counted(_most, "row")} cannot be used, the last because of this: {row.Error.Message.TrimEnd('.')}; mend the input, or allow more with --max-bad-rows.", row.Error) { Code = "row.too-many-bad", File = row.Source, Row = row.Row, Key = "--max-bad-rows" };

            Begin();
            if (_json == null)
            {
                Status.Line($"note: a row was passed over: {row.Error.Message}");
                return;
            }

            _json.WriteStartObject();
            _json.WriteString("file"u8, row.Source);
            _json.WriteNumber("row"u8, row.Row);
            _json.WriteNumber("line"u8, row.Line);
            _json.WriteString("code"u8, row.Error.Code);
            _json.WriteString("reason"u8, row.Error.Message);
            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            _file!.Content.Write("\n"u8);
        }
    }

    private void Begin()
    {
        if (_path == null || _file != null)
            return;

        _file = OutputFile.Create(_path);
        _json = new Utf8JsonWriter(_file.Content, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }
}
