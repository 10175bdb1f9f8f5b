namespace MLNetBert.Cli.Input;

/// <summary>A stream whose first bytes can be looked at before it is read: they say which compression and format it has.</summary>
internal sealed class PeekStream(Stream inner) : ReadStream(inner)
{
    private byte[] _head = [];
    private int _start;
    private int _end;

    /// <summary>
    /// The first <paramref name="count"/> bytes, or all there are; they are still read afterwards. Once there is a whole line it waits for no more, since a pipe may not give more yet.
    /// </summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_head.Length < count)
            Array.Resize(ref _head, count);

        while (_end < count && !_head.AsSpan(0, _end).Contains((byte)'\n'))
        {
            int read = Inner.Read(_head, _end, count - _end);
            if (read == 0)
                break;

            _end += read;
        }

        return _head.AsSpan(0, Math.Min(count, _end));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
            return Inner.Read(buffer);

        int count = Math.Min(buffer.Length, _end - _start);
        _head.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
