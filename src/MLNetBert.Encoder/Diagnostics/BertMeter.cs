using System.Diagnostics.Metrics;

namespace MLNetBert.Encoder.Diagnostics;

/// <summary>
/// What is counted and timed, and the spans: a meter and a source of activities, both named MLNetBert. Names and buckets are those of OpenTelemetry's conventions for
/// generative AI where there are some. While nobody listens, a measurement is a look at a field.
/// </summary>
internal static class BertMeter
{
    /// <summary>The name of the meter and of the source.</summary>
    public const string Name = "MLNetBert";

    /// <summary>The conventions' name of who computes.</summary>
    public const string Provider = "mlnetbert";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Texts = Meter.CreateCounter<long>("mlnetbert.texts", "{text}", "Texts, or pairs, whose features are done.");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("mlnetbert.tokens", "{token}", "Their tokens, special ones included.");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram("mlnetbert.batch.size", "{text}", "Texts that ran together; equal ones run once.", tags: null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
    private static readonly Histogram<double> BatchDuration = Meter.CreateHistogram("mlnetbert.batch.duration", "s", "How long a batch took in the model and the pooling.", tags: null, Seconds(0.001));
    private static readonly Histogram<double> QueueDuration = Meter.CreateHistogram("mlnetbert.queue.duration", "s", "How long a text waited for its batch.", tags: null, Seconds(0.001));

    /// <summary>The spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Texts of which tokens were cut off.</summary>
    public static Counter<long> CutTexts { get; } = Meter.CreateCounter<long>("mlnetbert.cut_texts", "{text}", "Texts, or pairs, of which tokens beyond the max length were cut off.");

    /// <summary>How long calls of a generator took.</summary>
    public static Histogram<double> OperationDuration { get; } = Meter.CreateHistogram("gen_ai.client.operation.duration", "s", "GenAI operation duration.", tags: null, Seconds(0.01));

    /// <summary>How many tokens calls of a generator had.</summary>
    public static Histogram<long> TokenUsage { get; } = Meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.", tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] });

    /// <summary>A model, as every measurement names it.</summary>
    public static KeyValuePair<string, object?> ModelTag(string name) => new("gen_ai.request.model", name);

    /// <summary>The features of some texts are done.</summary>
    public static void TextsDone(int texts, long tokens, in KeyValuePair<string, object?> model)
    {
        Texts.Add(texts, model);
        Tokens.Add(tokens, model);
    }

    /// <summary>A batch has run.</summary>
    /// <param name="texts">Its texts.</param>
    /// <param name="ticks">How long it took, in ticks of the stopwatch.</param>
    /// <param name="model">The model.</param>
    public static void BatchRan(int texts, long ticks, in KeyValuePair<string, object?> model)
    {
        BatchSize.Record(texts, model);
        if (BatchDuration.Enabled)
            BatchDuration.Record(Stopwatch.GetElapsedTime(0, ticks).TotalSeconds, model);
    }

    /// <summary>A text has waited since some moment, and runs now.</summary>
    public static void Waited(long since, in KeyValuePair<string, object?> model)
    {
        if (QueueDuration.Enabled)
            QueueDuration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, model);
    }

    /// <summary>Fourteen buckets, each twice as long as the one before it.</summary>
    private static InstrumentAdvice<double> Seconds(double first) => new() { HistogramBucketBoundaries = [.. Enumerable.Range(0, 14).Select(i => first * (1 << i))] };
}
