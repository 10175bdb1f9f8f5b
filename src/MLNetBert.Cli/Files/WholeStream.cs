namespace MLNetBert.Cli.Files;

/// <summary>A file that had <paramref name="length"/> bytes to read when it was opened. If it ends before them it has been cut since, and its last rows would be missing without a word.</summary>
internal sealed class WholeStream(Stream inner, long length, string name) : ReadStream(inner)
{
    private long _bytesRead;

    /// <summary>How many bytes have been read. Thread-safe.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = Inner.Read(buffer);
        if (count == 0 && buffer.Length > 0 && _bytesRead < length)
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{name} was cut while it was read: it had {length:N0} bytes at first, and ends after {_bytesRead:N0} now; start again when nothing writes to it.")) { Code = "file.changed", File = name };

        Interlocked.Add(ref _bytesRead, count);
        return count;
    }
}
