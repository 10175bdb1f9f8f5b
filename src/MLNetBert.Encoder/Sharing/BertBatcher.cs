using System.Numerics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLNetBert.Encoder.Diagnostics;
using MLNetBert.Encoder.Sharing;

namespace MLNetBert;

/// <summary>
/// Lets callers share batches: calls that come at the same time run together, texts of equal length in one batch. No caller can tell, for a text has the same
/// bits alone and in company; where a model moves its vectors in company (<see cref="BertModel.RunsOneAtATime"/>), each text runs alone. On an execution provider
/// other than cpu this holds as far as a trial run found (<see cref="BertModel.BitsMoveReason"/>). First come, first served. Thread-safe.
/// </summary>
/// <remarks>
/// The work is done by as many threads as the featurizer has (<see cref="BertFeaturizer.Threads"/>), which end when there is nothing to do for a second.
/// Asynchronous calls tokenize on the caller's thread and block none while they wait.
/// </remarks>
public sealed partial class BertBatcher : IDisposable, IAsyncDisposable
{
    private readonly BertBatcherOptions _options;
    private readonly object _gate = new();
    private readonly TextQueue _waiting;
    private readonly ILogger _logger;
    private TokenWindow? _spare;
    private bool _closed;
    private long _cut;

    /// <summary>Makes a batcher for a featurizer; its model outlives the batcher and stays open.</summary>
    /// <param name="featurizer">Whose vectors callers get.</param>
    /// <param name="options">How they share batches.</param>
    /// <param name="logger">Is told of slow batches and of texts that are cut; null: nobody is.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The featurizer's pooling is none.</exception>
    public BertBatcher(BertFeaturizer featurizer, BertBatcherOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(featurizer);
        _options = options ?? new BertBatcherOptions();
        _options.Check(nameof(options));
        if (featurizer.Engine.TokenLevel)
            throw new InvalidOperationException("With pooling none a text has as many vectors as tokens, which callers cannot share batches for; choose another pooling.");
        Featurizer = featurizer;
        _logger = logger ?? NullLogger.Instance;
        _waiting = new TextQueue((long)(_options.MaxDelay.TotalSeconds * Stopwatch.Frequency), _options.MaxQueuedTokens);
    }

    /// <summary>The featurizer.</summary>
    public BertFeaturizer Featurizer { get; }

    /// <summary>How many texts wait at the moment, for a batch or for room in the queue.</summary>
    public int WaitingTexts
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>The features of a text, or pair: <see cref="BertFeaturizer.Dimension"/> values, the same bits as <see cref="BertFeaturizer.Featurize(TextInput)"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="deadline">How long the call may take; null: as long as it does. A batch that runs is not stopped, but its result is dropped.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="BadInputException">The text cannot be cut as the options ask, or the model fails.</exception>
    /// <exception cref="BertQueueFullException">The queue is full.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="ObjectDisposedException">The batcher or its model is closed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<float[]> FeaturizeAsync(TextInput text, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        (await EnqueueAsync(Featurizer, text, waitWhenFull: null, deadline, cancellationToken).ConfigureAwait(false)).Features;

    /// <summary>Like <see cref="FeaturizeAsync"/>, but the calling thread waits.</summary>
    /// <inheritdoc cref="FeaturizeAsync"/>
    public float[] Featurize(TextInput text, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        FeaturizeAsync(text, deadline, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Refuses further calls, ends those that wait with an <see cref="ObjectDisposedException"/>, and lets batches that run come to their end.</summary>
    public void Dispose()
    {
        List<QueuedText> left;
        lock (_gate)
        {
            _closed = true;
            left = _waiting.TakeAll();
            Monitor.PulseAll(_gate);
        }

        foreach (QueuedText text in left)
            text.Fail(new ObjectDisposedException(typeof(BertBatcher).FullName));
    }

    /// <summary>Refuses further calls, and waits until those that came before have their vectors.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] left;
        lock (_gate)
        {
            _closed = true;
            left = [.. _waiting.All.Concat(_running).Select(text => text.Result)];
            Monitor.PulseAll(_gate);
        }

        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Queues a text for a featurizer of the same model; whether it waits for room is as the options say, unless that is given.</summary>
    internal async Task<SharedVector> EnqueueAsync(BertFeaturizer featurizer, TextInput input, bool? waitWhenFull, TimeSpan? deadline, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        QueuedText text = Tokenize(featurizer, input);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_waiting.TryAdd(text))
            {
                if (!(waitWhenFull ?? _options.WaitWhenFull))
                    throw new BertQueueFullException(text.Ids.Length, _waiting.Tokens, _options.MaxQueuedTokens);
                _waiting.AddOutside(text);
            }

            Wake();
        }

        using CancellationTokenRegistration given = cancellation.Register(() => GiveUp(text).Cancel(cancellation));
        using CancellationTokenSource? clock = deadline is { } span ? new CancellationTokenSource(span) : null;
        using CancellationTokenRegistration late = clock?.Token.Register(() => GiveUp(text).Fail(new TimeoutException($"The text was not done within {deadline}; {WaitingTexts} others wait."))) ?? default;
        return await text.Result.ConfigureAwait(false);
    }

    private QueuedText GiveUp(QueuedText text)
    {
        lock (_gate)
        {
            if (_waiting.Remove(text) && _waiting.Count > 0)
                Wake();
        }

        return text;
    }

    private QueuedText Tokenize(BertFeaturizer featurizer, TextInput input)
    {
        ArgumentNullException.ThrowIfNull(input.Text, nameof(input));
        featurizer.Model.ThrowIfClosed();
        TokenWindow window = Interlocked.Exchange(ref _spare, null) ?? new TokenWindow();
        window.Clear();
        bool cut = featurizer.Tokenize(window, input.Text, input.TextPair, input.TextPair != null, input.Prompt);
        var text = new QueuedText { Featurizer = featurizer, Ids = [.. window.Ids], Types = [.. window.Types], Skip = window.Skip(0) };
        _spare = window;
        // Told ever more rarely: the first, the second, the fourth ...
        if (cut && Interlocked.Increment(ref _cut) is var count && BitOperations.IsPow2(count))
            SharingLog.TextsCut(_logger, count, featurizer.MaxLength);
        return text;
    }
}
