using System.Text.Unicode;

namespace MLNetBert.Cli.Input;

/// <summary>
/// Passes UTF-8 through and refuses anything else, naming line and byte: a later reader would silently
/// put U+FFFD in its place, and the features would be those of another text.
/// </summary>
/// <param name="inner">The bytes.</param>
/// <param name="name">The input's name, for messages.</param>
/// <param name="bytesBefore">Where the first byte is in the input.</param>
/// <param name="linesBefore">How many lines are before it.</param>
internal sealed class Utf8CheckedStream(Stream inner, string name, long bytesBefore = 0, long linesBefore = 0) : ReadStream(inner)
{
    private readonly byte[] _pending = new byte[4];
    private int _pendingCount;
    private long _bytes = bytesBefore;
    private long _lines = linesBefore;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = Inner.Read(buffer);
        if (count == 0)
        {
            if (_pendingCount > 0 && buffer.Length > 0)
                throw Refuse(_bytes - _pendingCount, _lines, _pending[0]);

            return 0;
        }

        Check(buffer[..count]);
        _bytes += count;
        _lines += buffer[..count].Count((byte)'\n');
        return count;
    }

    private void Check(ReadOnlySpan<byte> block)
    {
        int start = FinishPending(block);
        ReadOnlySpan<byte> rest = block[start..];
        if (Rune.DecodeLastFromUtf8(rest, out _, out int tail) == OperationStatus.NeedMoreData && !rest.IsEmpty)
        {
            rest[^tail..].CopyTo(_pending.AsSpan(_pendingCount));
            _pendingCount += tail;
            rest = rest[..^tail];
        }

        if (!Utf8.IsValid(rest))
        {
            Utf8.ToUtf16(rest, new char[rest.Length], out int good, out _, replaceInvalidSequences: false);
            int at = start + good;
            throw Refuse(_bytes + at, _lines + block[..at].Count((byte)'\n'), block[at]);
        }
    }

    // A sequence that began in the previous block: completes it byte by byte and returns how many bytes of this block it took.
    private int FinishPending(ReadOnlySpan<byte> block)
    {
        int taken = 0;
        while (_pendingCount > 0 && taken < block.Length)
        {
            _pending[_pendingCount++] = block[taken++];
            switch (Rune.DecodeFromUtf8(_pending.AsSpan(0, _pendingCount), out _, out _))
            {
                case OperationStatus.Done:
                    _pendingCount = 0;
                    break;
                case OperationStatus.InvalidData:
                    throw Refuse(_bytes + taken - _pendingCount, _lines, _pending[0]);
            }
        }

        return taken;
    }

    private BadInputException Refuse(long offset, long linesBefore, byte value)
    {
        string hint = offset == 0 && value is 0xFE or 0xFF ? "it looks like UTF-16" : "it may be Latin-1 or Windows-1252";
        return new($"{name}, line {linesBefore + 1}: byte 0x{value:X2} at offset {offset} is not valid UTF-8 ({hint}); save the file as UTF-8.") { Code = "file.encoding", File = name };
    }
}
