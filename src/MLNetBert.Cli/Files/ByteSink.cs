
namespace MLNetBert.Cli.Files;

/// <summary>A buffer in front of a stream; writers format straight into it. Errors name the output and say what to do.</summary>
internal sealed class ByteSink(Stream stream, string name) : IBufferWriter<byte>
{
    private byte[] _buffer = new byte[1 << 16];
    private int _count;

    /// <inheritdoc/>
    public void Advance(int count) => _count += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_count);
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length)
        {
            Flush();
            WriteOut(bytes);
            return;
        }

        bytes.CopyTo(GetSpan(bytes.Length));
        _count += bytes.Length;
    }

    /// <summary>Passes everything on.</summary>
    public void Flush()
    {
        int count = _count;
        _count = 0;
        WriteOut(_buffer.AsSpan(0, count));
    }

    private void WriteOut(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (Exception e) when (OutputErrors.Explained(name, e) is { } explained)
        {
            throw explained;
        }
    }

    private void MakeRoom(int size)
    {
        if (_buffer.Length - _count < Math.Max(size, 1))
        {
            Flush();
            if (_buffer.Length < size)
                _buffer = new byte[size];
        }
    }
}
