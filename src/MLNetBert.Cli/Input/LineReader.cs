namespace MLNetBert.Cli.Input;

/// <summary>Lines of a stream as bytes, ended by LF or CRLF; the last needs no end. Memory is that of the longest line.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The number of the last line read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Reads the next line without its end; the span holds until the next call.</summary>
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

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
    }
}
