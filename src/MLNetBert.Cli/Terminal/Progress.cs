using System.Diagnostics;
using System.Globalization;

namespace MLNetBert.Cli.Terminal;

/// <summary>
/// How far the work is, on standard error: a bar that moves on a terminal, elsewhere a plain line every few seconds. The end is
/// estimated from the share of the input's bytes that the rows done so far took.
/// </summary>
internal sealed class Progress(bool quiet, bool terminal, long? totalBytes)
{
    private const int BarWidth = 24;

    private readonly TimeSpan _interval = terminal ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(5);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = terminal ? TimeSpan.FromSeconds(0.3) : TimeSpan.FromSeconds(5);
    private int _shown;

    /// <summary>Begins, with the bar where standard error is a terminal.</summary>
    public static Progress Start(bool quiet, long? totalBytes) => new(quiet, !quiet && !Console.IsErrorRedirected, totalBytes);

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Tells how far it is; shown only when it is time to.</summary>
    public void Report(long rowsDone, long rowsRead, long bytesRead)
    {
        TimeSpan now = _clock.Elapsed;
        if (quiet || now < _next)
        {
            return;
        }

        _next = now + _interval;
        string text = Text(rowsDone, Share(rowsDone, rowsRead, bytesRead), now, terminal);
        if (terminal)
        {
            Status.Raw("\r" + text.PadRight(_shown));
            _shown = text.Length;
        }
        else
        {
            Status.Line(text);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        if (_shown > 0)
        {
            Status.Raw("\r" + new string(' ', _shown) + "\r");
            _shown = 0;
        }
    }

    /// <summary>What is shown; <paramref name="share"/> null where the end is not known.</summary>
    public static string Text(long rows, double? share, TimeSpan elapsed, bool bar)
    {
        string rate = Summary.Rate(rows / Math.Max(elapsed.TotalSeconds, 1e-6));
        string done = $"{Summary.Counted(rows, "row")}, {rate} texts/s";
        if (share is not { } known)
        {
            return done;
        }

        int filled = (int)(known * BarWidth);
        string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * known,3:F0}%");
        string left = known > 0 ? $", {Summary.Duration(elapsed * ((1 - known) / known))} left" : "";
        return bar ? $"{percent} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}{left}" : $"{percent.Trim()}, {done}{left}";
    }

    // Rows are read ahead of those done, so bytes are counted by the share of the rows read that are done.
    private double? Share(long rowsDone, long rowsRead, long bytesRead) =>
        totalBytes is > 0 and { } total && rowsRead > 0 ? Math.Min(1, (double)bytesRead / total * rowsDone / rowsRead) : null;
}
