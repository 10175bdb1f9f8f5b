namespace MLNetBert.Encoder.Diagnostics;

/// <summary>One call of a generator, as OpenTelemetry's conventions for generative AI describe it: a span, its duration and its tokens.</summary>
internal readonly struct EmbeddingOperation
{
    private static readonly KeyValuePair<string, object?> Operation = new("gen_ai.operation.name", "embeddings"), Provider = new("gen_ai.provider.name", BertMeter.Provider);
    private readonly Activity? _activity;
    private readonly KeyValuePair<string, object?> _model;
    private readonly long _start;

    private EmbeddingOperation(Activity? activity, KeyValuePair<string, object?> model)
    {
        (_activity, _model, _start) = (activity, model, Stopwatch.GetTimestamp());
        _activity?.SetTag(Operation.Key, Operation.Value).SetTag(Provider.Key, Provider.Value).SetTag(model.Key, model.Value);
    }

    /// <summary>Begins a call.</summary>
    /// <param name="span">The span's name.</param>
    /// <param name="model">The model.</param>
    /// <param name="dimension">The length of the vectors.</param>
    public static EmbeddingOperation Begin(string span, KeyValuePair<string, object?> model, int dimension)
    {
        Activity? activity = BertMeter.Source.StartActivity(span);
        if (activity is { IsAllDataRequested: true })
            activity.SetTag("gen_ai.embeddings.dimension.count", dimension);
        return new(activity, model);
    }

    /// <summary>The call has its vectors.</summary>
    public void Succeed(long tokens)
    {
        BertMeter.OperationDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, Operation, Provider, _model);
        if (BertMeter.TokenUsage.Enabled)
            BertMeter.TokenUsage.Record(tokens, new TagList(Operation, Provider, _model) { { "gen_ai.token.type", "input" } });
        _activity?.SetTag("gen_ai.usage.input_tokens", tokens);
        _activity?.Dispose();
    }

    /// <summary>The call has failed, or was given up.</summary>
    public void Fail(Exception e)
    {
        string type = e.GetType().FullName!;
        if (BertMeter.OperationDuration.Enabled)
            BertMeter.OperationDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, new TagList(Operation, Provider, _model) { { "error.type", type } });
        _activity?.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, e.Message);
        _activity?.Dispose();
    }
}
