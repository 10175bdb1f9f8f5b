using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MLNetBert.Tests.Diagnostics;

/// <summary>All measurements and spans of one model, by a listener as an exporter has it.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly string _model;
    private readonly MeterListener _meter = new();
    private readonly ActivityListener _spans;
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _all = [];

    public Measurements(string model)
    {
        _model = model;
        _meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "MLNetBert")
                listener.EnableMeasurementEvents(instrument);
        };
        _meter.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meter.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meter.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MLNetBert",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("gen_ai.request.model"), model))
                    Spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public ConcurrentQueue<Activity> Spans { get; } = [];

    public int Count(string name) => Of(name).Length;

    public double Sum(string name) => Of(name).Sum(one => one.Value);

    public (double Value, Dictionary<string, object?> Tags)[] Of(string name) => [.. _all.Where(one => one.Name == name).Select(one => (one.Value, one.Tags))];

    public void Dispose()
    {
        _meter.Dispose();
        _spans.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> named = new(tags.ToArray());
        if (Equals(named.GetValueOrDefault("gen_ai.request.model"), _model))
            _all.Enqueue((instrument.Name, value, named));
    }
}
