using System.Diagnostics;

namespace MLNetBert.Featurizing;

/// <summary>
/// Tells <c>MLContext.Log</c> how the passes of a stage get on that run the model: every few seconds how far they are, and at the end how many texts had as many tokens as
/// count, so that they were probably cut. Thread-safe.
/// </summary>
/// <param name="environment">Where to; null: nobody listens.</param>
/// <param name="stage">Who speaks.</param>
/// <param name="maxLength">The number of tokens that count.</param>
/// <param name="clock">The time since some moment.</param>
internal sealed class PassLog(IHostEnvironment? environment, string stage, int maxLength, Func<TimeSpan> clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private TimeSpan? _start;
    private TimeSpan _told;
    private long _texts;
    private long _full;

    public PassLog(IHostEnvironment? environment, string stage, int maxLength)
        : this(environment, stage, maxLength, Clock())
    {
    }

    /// <summary>Some texts are about to run, or have run.</summary>
    /// <param name="texts">How many have run.</param>
    /// <param name="full">How many of them have all tokens that count.</param>
    public void Ran(int texts, int full)
    {
        if (environment == null)
            return;
        lock (_lock)
        {
            TimeSpan now = clock();
            _start ??= _told = now;
            _texts += texts;
            _full += full;
            if (now - _told < Pause)
                return;
            _told = now;
            Send($"{_texts:N0} texts have run so far, {_texts / (now - _start.Value).TotalSeconds:N0} a second.");
        }
    }

    /// <summary>A cursor has come to its end.</summary>
    public void End()
    {
        if (environment == null)
            return;
        lock (_lock)
        {
            if (_start is { } start && clock() - start is var time && time >= Pause)
                Send($"{_texts:N0} texts have run, in {time.TotalSeconds:N0} s. A further pass runs only texts beyond {nameof(BertFeaturizingOptions.MemoCapacity)}.");
            if (_full > 0)
                Send($"{_full:N0} of {_texts:N0} texts have {maxLength} tokens, the most that count: longer ones were cut there. {nameof(BertFeaturizingOptions.MaxLength)} says how many count.", warning: true);
            (_start, _texts, _full) = (null, 0, 0);
        }
    }

    private static Func<TimeSpan> Clock()
    {
        long start = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(start);
    }

    private void Send(string message, bool warning = false)
    {
        using IChannel channel = environment!.Start(stage);
        if (warning)
            channel.Warning(MessageSensitivity.None, message);
        else
            channel.Info(MessageSensitivity.None, message);
    }
}
