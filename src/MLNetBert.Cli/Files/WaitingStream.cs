namespace MLNetBert.Cli.Files;

/// <summary>A pipe or terminal, whose reads count as <see cref="Waiting"/>.</summary>
internal sealed class WaitingStream(Stream inner) : ReadStream(inner)
{
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        using var waiting = Waiting.Begin();
        return Inner.Read(buffer);
    }
}
