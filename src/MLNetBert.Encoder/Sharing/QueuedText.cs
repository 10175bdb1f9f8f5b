using MLNetBert.Encoder.Diagnostics;

namespace MLNetBert.Encoder.Sharing;

/// <summary>A caller's text on its way through a batcher.</summary>
internal sealed class QueuedText
{
    private readonly TaskCompletionSource<SharedVector> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whose pooling and dimension it gets.</summary>
    public required BertFeaturizer Featurizer { get; init; }

    public required int[] Ids { get; init; }

    public required int[] Types { get; init; }

    /// <summary>How many tokens at the beginning are not pooled.</summary>
    public required int Skip { get; init; }

    /// <summary>When it came, in ticks of the stopwatch.</summary>
    public long Arrived { get; } = Stopwatch.GetTimestamp();

    /// <summary>The span of the call that it belongs to, if somebody listens.</summary>
    public ActivityContext Caller { get; } = BertMeter.Source.HasListeners() && Activity.Current is { } call ? call.Context : default;

    public Task<SharedVector> Result => _result.Task;

    /// <summary>Where it waits; null once it runs or is given up.</summary>
    public LinkedListNode<QueuedText>? Place { get; set; }

    public void Finish(float[] vector) => _result.TrySetResult(new SharedVector(vector, Ids.Length));

    public void Fail(Exception e) => _result.TrySetException(e);

    public void Cancel(CancellationToken cancellation) => _result.TrySetCanceled(cancellation);
}

/// <summary>A text's features, and how many tokens it became.</summary>
internal readonly record struct SharedVector(float[] Features, int TokenCount);
