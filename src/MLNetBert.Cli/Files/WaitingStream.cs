namespace MLNetBert.Cli.Files;

/// <summary>A pipe or terminal. Reading it may block for ever and cannot be cancelled, so it says when a read is waiting.</summary>
internal sealed class WaitingStream(Stream inner) : ReadStream
{
    private static int _waiting;

    /// <summary>Whether the process waits for input.</summary>
    public static bool IsWaiting => Volatile.Read(ref _waiting) > 0;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            return inner.Read(buffer);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
