using System.Runtime.ExceptionServices;

namespace MLNetBert.Cli.Jobs;

/// <summary>
/// Rows as a window takes them, for an input that may pause: a window is handed on when it is full, or when its first row has waited long enough.
/// Rows are read on a thread of their own, at most one window ahead.
/// </summary>
internal sealed class RowWindows
{
    // As in FeaturizerOptions.
    private const int MostRows = 2048;
    private const int MostCharacters = 8_000_000;

    private readonly IEnumerable<TextRow> _rows;
    private readonly TimeSpan _maxDelay;
    private readonly object _lock = new();
    private List<TextRow> _waiting = [];
    private long _characters;
    private long _firstCame;
    private bool _ended;
    private ExceptionDispatchInfo? _failure;

    private RowWindows(IEnumerable<TextRow> rows, TimeSpan maxDelay) => (_rows, _maxDelay) = (rows, maxDelay);

    private bool IsFull => _waiting.Count >= MostRows || _characters >= MostCharacters;

    /// <summary>The windows, until the rows end or their reading fails.</summary>
    public static IEnumerable<IReadOnlyList<TextRow>> Of(IEnumerable<TextRow> rows, TimeSpan maxDelay)
    {
        var windows = new RowWindows(rows, maxDelay);
        new Thread(windows.Read) { IsBackground = true, Name = "rows" }.Start();
        while (windows.Next() is { } window)
            yield return window;
    }

    private void Read()
    {
        try
        {
            foreach (TextRow row in _rows)
                Add(row);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Add(TextRow row)
    {
        lock (_lock)
        {
            while (IsFull)
                Monitor.Wait(_lock);

            if (_waiting.Count == 0)
                _firstCame = Stopwatch.GetTimestamp();

            _waiting.Add(row);
            _characters += row.Text.Length + (row.TextPair?.Length ?? 0);
            if (_waiting.Count == 1 || IsFull)
                Monitor.PulseAll(_lock);
        }
    }

    private List<TextRow>? Next()
    {
        lock (_lock)
        {
            while (!_ended && !IsFull)
            {
                if (_waiting.Count == 0)
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                TimeSpan left = _maxDelay - Stopwatch.GetElapsedTime(_firstCame);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_lock, left))
                    break;
            }

            List<TextRow> window = _waiting;
            (_waiting, _characters) = ([], 0);
            Monitor.PulseAll(_lock);
            if (window.Count == 0)
                _failure?.Throw();

            return window.Count > 0 ? window : null;
        }
    }
}
