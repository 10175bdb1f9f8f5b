namespace MLNetBert;

/// <summary>How callers share batches. Immutable and thread-safe.</summary>
public sealed record BertBatcherOptions
{
    /// <summary>
    /// How long a text waits for others of its length, when a thread is free and other texts wait too; a text that waits alone runs at once. Default 2 ms;
    /// zero: never. The vectors are the same bits in any case.
    /// </summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// How many tokens may wait to be run, all callers together. Beyond that <see cref="WaitWhenFull"/> says what happens; a text that is longer by itself is
    /// taken when nothing else waits. Default 65,536.
    /// </summary>
    public int MaxQueuedTokens { get; init; } = 65_536;

    /// <summary>Whether calls wait in order for room in a full queue; if not, they end with a <see cref="BertQueueFullException"/>. Default false.</summary>
    public bool WaitWhenFull { get; init; }

    /// <summary>From how long on a batch is told to the log, as a warning. Default 5 s.</summary>
    public TimeSpan SlowBatch { get; init; } = TimeSpan.FromSeconds(5);

    internal void Check(string argument)
    {
        if (MaxDelay < TimeSpan.Zero || MaxDelay > TimeSpan.FromMinutes(1))
            throw new ArgumentOutOfRangeException(argument, $"MaxDelay is {MaxDelay}; zero to one minute is expected.");
        if (MaxQueuedTokens < 1)
            throw new ArgumentOutOfRangeException(argument, $"MaxQueuedTokens is {MaxQueuedTokens}; at least 1 is expected.");
    }
}
