namespace MLNetBert.Cli.Input;

/// <summary>
/// Lines of a stream as bytes, ended by LF or CRLF; the last need not be ended. Memory is that of the longest line; a line that would not
/// fit into a string is refused.
/// </summary>
internal sealed class LineReader(Stream stream, string source, int longest = LineReader.Longest, long before = 0)
{
    private const int Longest = 1_000_000_000;

    private byte[] _buffer = new byte[Math.Min(1 << 16, longest + 1)];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The number of the last line read, from 1, after those <c>before</c> the stream's first.</summary>
    public long Line { get; private set; } = before;

    /// <summary>Reads the next line without its end; the span is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                int length = searched + newline;
                line = WithoutReturn(_buffer.AsSpan(_start, length));
                _start += length + 1;
                Line++;
                return true;
            }

            searched = _end - _start;
            if (_atEnd)
            {
                line = WithoutReturn(_buffer.AsSpan(_start, searched));
                _start = _end;
                Line += searched > 0 ? 1 : 0;
                return searched > 0;
            }

            Fill();
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) =>
        line.EndsWith("\r"u8) ? line[..^1] : line;

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end > longest)
            throw new BadInputException($"{source}, line {Line + 1}: the line is longer than {longest.ToString("N0", CultureInfo.InvariantCulture)} bytes; is this a file of lines? Break the line, or shorten the text.") { Code = "row.too-long", File = source, Row = Line + 1 };

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, longest + 1L));

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
    }
}
