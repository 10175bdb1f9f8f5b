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
    private readonly Func<Point>? _ask;
    private readonly bool _terminal;
    private readonly Timer? _timer;
    private int _shown;
    private bool _ended;

    private Progress(Func<Point>? ask, bool terminal)
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
    public static Progress Start(bool quiet, Func<Point> ask) => new(quiet ? null : ask, !Console.IsErrorRedirected);

    /// <summary>What is shown.</summary>
    public static string Text(long rows, double? share, TimeSpan elapsed, bool bar)
    {
        string done = $"{Summary.Counted(rows, "row")}, {Summary.Rate(rows / Math.Max(elapsed.TotalSeconds, 1e-6))} texts/s";
        if (share is not { } known)
            return done;

        int filled = (int)(known * BarWidth);
        string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * known,3:F0}%");
        string left = known > 0 ? $", {Summary.Duration(elapsed * ((1 - known) / known))} left" : "";
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
        Point point = _ask!();
        lock (_clock)
        {
            if (_ended || point.RowsDone == 0)
                return;

            string text = Text(point.RowsDone, point.Share, _clock.Elapsed, _terminal);
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
