using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Cli.Input;

/// <summary>One input, opened: unpacked if its first bytes are those of gzip or Zstandard, checked to be UTF-8, and without a byte order mark.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly ReadStream _file;
    private readonly Stream _text;
    private readonly ParquetRows? _parquet;
    private readonly InputSection? _section;
    private readonly BadRows _bad;

    private InputFile(string path, InputFormat? asked, Columns columns, BadRows bad, InputSection? section)
    {
        Name = path == FileNames.Standard ? "standard input" : path;
        InputFormat? format = asked ?? FormatOf(path, columns);
        _bad = bad;
        if (format == InputFormat.Parquet)
        {
            if (FileNames.IsStream(path))
                throw new BadInputException($"{Name}: a Parquet file is read from its end, and not through a pipe; name a file.") { Code = "file.format", File = Name };

            Format = InputFormat.Parquet;
            _section = section;
            _parquet = new ParquetRows(path, columns);
            _file = new WholeStream(Stream.Null, 0, Name);
            _text = _file;
            return;
        }

        _file = Open(path, Name, section);
        Stream plain = _file;
        try
        {
            var packed = new PeekStream(_file);
            plain = Compression.Decompress(packed, packed.Peek(Compression.MagicLength));
            _section = plain == packed && section is { Row: > 0 } ? section : null;
            long lines = _section == null ? 0 : _section.Line - (_section.Header > 0 ? 2 : 1);
            var peek = new PeekStream(bad.AreSkipped ? plain : new Utf8CheckedStream(plain, Name, _section == null ? 0 : _section.Offset - _section.Header, lines));
            ReadOnlySpan<byte> head = peek.Peek(format == null ? FormatSniffer.Length : 3);
            if (head.IsEmpty)
                throw new BadInputException($"{Name} is empty; give an input with at least one row.") { Code = "file.empty", File = Name };

            if (head.StartsWith("\uFEFF"u8))
                peek.ReadExactly(stackalloc byte[3]);

            Format = format ?? FormatSniffer.Tell(head, columns);
            _text = _file is WaitingStream && Format is InputFormat.Csv or InputFormat.Tsv ? new PipedRecordStream(peek, Format == InputFormat.Tsv ? '\t' : ',') : peek;
        }
        catch (Exception e)
        {
            _file.Dispose();
            throw Explained(e);
        }
    }

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    /// <summary>What it contains.</summary>
    public InputFormat Format { get; }

    /// <summary>The type of the ids, if the file itself says it.</summary>
    public IdType? IdType => _parquet?.IdType;

    /// <summary>How many bytes of the file on disk have been read.</summary>
    public long BytesRead => _parquet != null ? (long)(_parquet.Share * FileStatus.Of(Name).Length) : (_file as WholeStream)?.BytesRead ?? 0;

    /// <summary>Opens an input; if <paramref name="format"/> is null, the ending decides, or for standard input its first line.</summary>
    public static InputFile Open(string path, InputFormat? format, Columns columns, BadRows? bad = null, InputSection? section = null) => new(path, format, columns, bad ?? BadRows.Refused, section);

    /// <summary>Rejects an input that does not exist.</summary>
    public static void Check(string path)
    {
        if (path.Length == 0)
            throw new BadInputException("The name of an input is empty; name a file.") { Code = "file.missing" };

        if (path != FileNames.Standard && !File.Exists(path))
            throw new BadInputException(Directory.Exists(path) ? $"{path} is a folder; name a file in it." : $"{path}: there is no such file; check the path.") { Code = "file.missing", File = path };
    }

    /// <summary>Rejects an input that does not exist or is of an unknown kind, before any work is done.</summary>
    public static void Check(string path, InputFormat? format, Columns columns)
    {
        Check(path);
        _ = format ?? FormatOf(path, columns);
    }

    /// <summary>The rows.</summary>
    public IEnumerable<TextRow> Rows(Columns columns, RowCounter counter) => Explained(Format switch
    {
        InputFormat.Csv => DelimitedRows.Read(_text, Name, ',', columns, counter, _bad, _section),
        InputFormat.Tsv => DelimitedRows.Read(_text, Name, '\t', columns, counter, _bad, _section),
        InputFormat.Jsonl => new JsonRows(_text, Name, columns, _bad, _section).Read(counter),
        InputFormat.Parquet => _parquet!.Read(counter, _bad, _section),
        _ => TextLineRows.Read(_text, Name, columns, counter, _bad, _section),
    });

    /// <summary>The rows as numbers: every column but those of <paramref name="except"/>; in JSON the key "features".</summary>
    public IEnumerable<float[]> Numbers(IReadOnlyCollection<string> except) => Explained(Format switch
    {
        InputFormat.Csv => DelimitedRows.ReadNumbers(_text, Name, ',', except),
        InputFormat.Tsv => DelimitedRows.ReadNumbers(_text, Name, '\t', except),
        InputFormat.Jsonl => JsonNumbers.Read(_text, Name),
        _ => throw new BadInputException($"{Name} is plain text, not features; give .npy, .parquet, .csv, .tsv or .jsonl.") { Code = "file.format", File = Name },
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _parquet?.Dispose();
        _text.Dispose();
        _file.Dispose();
    }

    private IEnumerable<T> Explained<T>(IEnumerable<T> rows)
    {
        using IEnumerator<T> row = rows.GetEnumerator();
        while (MoveNext(row))
            yield return row.Current;
    }

    private bool MoveNext<T>(IEnumerator<T> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception e) when (e is IOException || Compression.Broken(e) != null)
        {
            throw Explained(e);
        }
    }

    private Exception Explained(Exception e) => e switch
    {
        _ when Compression.Broken(e) is { } broken => new BadInputException($"{Name} is {broken}; download it or pack it again.", e) { Code = "file.damaged", File = Name },
        IOException => new BadInputException($"{Name} cannot be read: {e.Message}", e) { Code = "file.unreadable", File = Name },
        _ => e,
    };

    private static InputFormat? FormatOf(string path, Columns columns) => InputFormats.OfFile(path) is { } format ? format
        : FileNames.IsStream(path) ? null
        : throw new BadInputException($"{path}: the ending does not tell the format; name it .csv, .tsv, .jsonl or .txt (.gz or .zst may follow), or .parquet{(columns.FormatOption ? $", or give --format {string.Join('|', InputFormats.Names)}" : "")}.") { Code = "file.format", File = path };

    private static ReadStream Open(string path, string name, InputSection? section)
    {
        int? descriptor = path == FileNames.Standard ? 0 : FileNames.Descriptor(path);
        if (descriptor is { } number && !Descriptors.IsOpen(number))
            throw new BadInputException($"{name} is closed; name a file, or give it something to read.") { Code = "file.unreadable", File = path };

        try
        {
            if (path == FileNames.Standard)
                return OpenStandardInput(name);

            // A pipe waits here until somebody writes to it.
            using var waiting = Waiting.Begin();
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            if (section is { Offset: > 0 } or { End: not null })
            {
                var piece = new SectionStream(file, section);
                return new WholeStream(piece, piece.Size, name);
            }

            return file.CanSeek ? new WholeStream(file, file.Length, name) : new WaitingStream(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BadInputException($"{path} may not be read; check its permissions.", e) { Code = "file.unreadable", File = path };
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{path} cannot be opened: {e.Message}", e) { Code = "file.unreadable", File = path };
        }
    }

    // The console's stream shares the place in a file with others; how much of a file is left tells a descriptor only.
    private static ReadStream OpenStandardInput(string name)
    {
        using var descriptor = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        Stream console = Console.OpenStandardInput();
        return descriptor.CanSeek ? new WholeStream(console, descriptor.Length - descriptor.Position, name) : new WaitingStream(console);
    }
}
