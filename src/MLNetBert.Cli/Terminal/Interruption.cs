namespace MLNetBert.Cli.Terminal;

/// <summary>
/// Ctrl-C and the like: the first asks the work to stop, which takes no longer than a batch. If the work is waiting for somebody else or does not
/// stop soon, or at a second Ctrl-C, the process ends at once; temporary files are deleted either way.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static string _left = "no file was written or changed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static Action? _instead;

    private static int _exitCode = ExitCodes.Interrupted;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    public Interruption()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    /// <summary>What is said at the end; standard output may already have received lines.</summary>
    public static string Sentence => $"mlnetbert: interrupted; {_left}.";

    private static string Forced => $"mlnetbert: interrupted in the middle of a step; {_left}.";

    /// <summary>What the command returns: the last signal decides.</summary>
    public static int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the next Ctrl-C does instead, once: work that can end early, and keep what it has, says so; null takes that back. Other signals leave no time for that.</summary>
    public static void Instead(Action? action) => Interlocked.Exchange(ref _instead, action);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    /// <summary>From now on, work that is done stays: says how.</summary>
    public static void Keeps(string what) => _left = what;

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && Interlocked.Exchange(ref _instead, null) is { } instead)
        {
            instead();
            return;
        }

        Volatile.Write(ref _exitCode, context.Signal switch { PosixSignal.SIGTERM => ExitCodes.Terminated, PosixSignal.SIGHUP => ExitCodes.HungUp, _ => ExitCodes.Interrupted });

        if (_source.IsCancellationRequested || Waiting.Now)
            End(Sentence);

        new Thread(() =>
        {
            // The work may also come to wait for somebody before it sees that it should stop.
            SpinWait.SpinUntil(() => Waiting.Now, Patience);
            End(Waiting.Now ? Sentence : Forced);
        })
        { IsBackground = true }.Start();

        // Not on this thread: what listens to the token may wait itself, or throw.
        _ = _source.CancelAsync();
    }

    private static void End(string sentence) => TemporaryFile.DeleteAllThen(() =>
    {
        Status.Line(sentence);
        RuntimeAhead.Finish();
        Environment.Exit(ExitCode);
    });
}
