namespace MLNetBert.Cli.Terminal;

/// <summary>What the command returns to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Everything is done.</summary>
    public const int Done = 0;

    /// <summary>A mistake of this program.</summary>
    public const int OurError = 1;

    /// <summary>Input or usage that cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>verify found differences.</summary>
    public const int Differences = 3;

    /// <summary>status found parts missing.</summary>
    public const int Incomplete = 4;

    /// <summary>Interrupted by Ctrl-C; by other signals the code that shells give them, 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>SIGHUP.</summary>
    public const int HungUp = 129;
}
