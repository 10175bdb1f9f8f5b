namespace MLNetBert.Cli.Files;

/// <summary>Reading a pipe or terminal, or opening a pipe, may wait for ever and cannot be cancelled, so it says while it does.</summary>
internal readonly ref struct Waiting
{
    private static int _count;

    /// <summary>Whether the process waits for somebody else.</summary>
    public static bool Now => Volatile.Read(ref _count) > 0;

    /// <summary>From here to the disposal.</summary>
    public static Waiting Begin()
    {
        Interlocked.Increment(ref _count);
        return default;
    }

    /// <summary>It has ended.</summary>
    public void Dispose() => Interlocked.Decrement(ref _count);
}
