namespace MLNetBert.Cli.Terminal;

/// <summary>The last number that was reported, for whoever shows it. Thread-safe.</summary>
internal sealed class Counter : IProgress<long>
{
    private long _value;

    /// <summary>The number.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <inheritdoc/>
    public void Report(long value) => Interlocked.Exchange(ref _value, value);
}
