namespace MLNetBert.Cli.Terminal;

/// <summary>
/// How far the work is, on standard error: a moving bar on a terminal, elsewhere a plain line every few seconds. A timer asks,
/// so that it keeps going while a long batch runs.
/// </summary>
internal sealed class Progress : IDisposable
{
    private const int BarWidth = 24;

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BarInterval = TimeSpan.FromSeconds(0.2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Func<TimeSpan, bool, string?>? _ask;
    private readonly bool _terminal;
    private readonly Timer? _timer;
    private int _shown;
    private bool _ended;

    private Progress(Func<TimeSpan, bool, string?>? ask, bool terminal)
    {
        (_ask, _terminal) = (ask, terminal);
        TimeSpan interval = terminal ? BarInterval : LineInterval;
        _timer = ask == null ? null : new Timer(_ => Show(), null, interval, interval);
    }

    /// <summary>How far the work is.</summary>
    /// <param name="RowsDone">Rows that are done, or nearly.</param>
    /// <param name="RowsRead">Rows read, which may be ahead of those done.</param>
    /// <param name="BytesRead">Bytes of the input that these took.</param>
    /// <param name="TotalBytes">The input's bytes; null if that is not known.</param>
    public readonly record struct Point(long RowsDone, long RowsRead, long BytesRead, long? TotalBytes)
    {
        /// <summary>The share of the work that is done; null if it is not known.</summary>
        public double? Share => TotalBytes is { } total and > 0 && RowsRead > 0 ? Math.Min(1, (double)BytesRead / total * RowsDone / RowsRead) : null;
    }

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Begins; <paramref name="ask"/> is asked from another thread.</summary>
    public static Progress Start(bool quiet, Func<Point> ask) => Start(quiet, (elapsed, bar) => ask() is { RowsDone: > 0 } point ? Text(point.RowsDone, point.Share, elapsed, bar) : null);

    /// <summary>Begins; <paramref name="ask"/> is asked from another thread for what to show, of the time since the start and whether with a bar; null for nothing yet.</summary>
    public static Progress Start(bool quiet, Func<TimeSpan, bool, string?> ask) => new(quiet ? null : ask, !Console.IsErrorRedirected);

    /// <summary>What is shown.</summary>
    public static string Text(long rows, double? share, TimeSpan elapsed, bool bar) =>
        Text($"{Summary.Counted(rows, "row")}, {Summary.Rate(rows / Math.Max(elapsed.TotalSeconds, 1e-6))} texts/s", share, share > 0 ? elapsed * ((1 - share) / share) : null, bar);

    /// <summary>What is shown of any work: what is done, which share of it, and how long it will take.</summary>
    public static string Text(string done, double? share, TimeSpan? rest, bool bar)
    {
        if (share is not { } known)
            return done;

        int filled = (int)(known * BarWidth);
        string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * known,3:F0}%");
        string left = rest is { } time ? $", {Summary.Duration(time)} left" : "";
        return bar ? $"{percent} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}{left}" : $"{percent.Trim()}, {done}{left}";
    }

    /// <summary>Removes the bar; nothing more is shown.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_clock)
        {
            _ended = true;
            if (_shown > 0)
            {
                Status.Raw($"\r{new string(' ', _shown)}\r");
                _shown = 0;
            }
        }
    }

    private void Show()
    {
        string? text = _ask!(_clock.Elapsed, _terminal);
        lock (_clock)
        {
            if (_ended || text == null)
                return;

            if (_terminal)
            {
                Status.Raw("\r" + text.PadRight(_shown));
                _shown = text.Length;
            }
            else
            {
                Status.Line(text);
            }
        }
    }
}
