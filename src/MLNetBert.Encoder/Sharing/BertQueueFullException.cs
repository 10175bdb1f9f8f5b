namespace MLNetBert;

/// <summary>So many texts wait already that no more are taken (<see cref="BertBatcherOptions.MaxQueuedTokens"/>). Try again later; a service answers 429 or 503.</summary>
public sealed class BertQueueFullException : Exception
{
    internal BertQueueFullException(int tokens, long waiting, int most)
        : base($"The text has {tokens} tokens, and {waiting} of at most {most} wait to be run already; try again later, or set WaitWhenFull or a larger MaxQueuedTokens.") => WaitingTokens = waiting;

    /// <summary>How many tokens were waiting.</summary>
    public long WaitingTokens { get; }
}
