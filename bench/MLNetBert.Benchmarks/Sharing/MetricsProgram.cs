using System.Diagnostics;
using System.Diagnostics.Metrics;
using MLNetBert.Encoder.Diagnostics;

namespace MLNetBert.Benchmarks.Sharing;

/// <summary>
/// What metrics and spans cost: the measurements of a text alone while nobody listens, against the time that a text takes; and the rate of many callers of a generator with
/// a listener against without, turn by turn. For the rate against a build without metrics, run "extract" and "sharing" of both builds in turns. Options: --callers 64,
/// --rounds N, --count TEXTS.
/// </summary>
internal static class MetricsProgram
{
    private const int Measured = 2_000_000;

    public static int Run(string[] args)
    {
        int callers = Options.Int(args, "--callers", 64), rounds = Options.Int(args, "--rounds", 9), most = Options.Int(args, "--count", int.MaxValue);
        string[] texts = [.. MailTexts.Subjects().Distinct().Take(most)];
        using var model = BertModel.Open();
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(model));
        Call(generator, texts, callers);
        double[] silent = new double[rounds], heard = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            silent[round] = Call(generator, texts, callers);
            using Listening listening = new();
            heard[round] = Call(generator, texts, callers);
        }

        (double nanoseconds, double bytes) = Silent(BertMeter.ModelTag(model.Name));
        double text = silent.Order().ElementAt(rounds / 2) / texts.Length;
        Console.WriteLine($"{texts.Length} texts, {callers} callers, {rounds} rounds");
        Console.WriteLine($"  nobody listens: the measurements of a text alone take {nanoseconds:F0} ns, {nanoseconds / (1e9 * text):P4} of its {1e6 * text:F0} us, and allocate {bytes:F0} bytes");
        Console.WriteLine($"  a listener: {Median(silent, heard):P1} of the rate without (median of {rounds} pairs)");
        return 0;
    }

    /// <summary>Every measurement that a text meets if it is a call and a batch of its own, which most share.</summary>
    private static (double Nanoseconds, double Bytes) Silent(KeyValuePair<string, object?> model)
    {
        (double Nanoseconds, double Bytes) last = default;
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Measured; i++)
            {
                var operation = EmbeddingOperation.Begin("embeddings", model, 384);
                BertMeter.CutTexts.Add(1, model);
                BertMeter.Waited(start, model);
                BertMeter.BatchRan(1, 1, model);
                BertMeter.TextsDone(1, 10, model);
                operation.Succeed(10);
            }

            last = (1e9 * Stopwatch.GetElapsedTime(start).TotalSeconds / Measured, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Measured);
        }

        return last;
    }

    private static double Call(BertEmbeddingGenerator generator, string[] texts, int callers)
    {
        int next = -1;
        async Task CallAsync()
        {
            for (int i = Interlocked.Increment(ref next); i < texts.Length; i = Interlocked.Increment(ref next))
                await generator.GenerateAsync([texts[i]]).ConfigureAwait(false);
        }

        long start = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] silent, double[] heard) => silent.Zip(heard, (without, with) => without / with).Order().ElementAt(silent.Length / 2);

    /// <summary>Listens to everything, as an exporter does.</summary>
    private sealed class Listening : IDisposable
    {
        private readonly MeterListener _meter = new();
        private readonly ActivityListener _spans = new() { ShouldListenTo = source => source.Name == BertMeter.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        private long _count;

        public Listening()
        {
            _meter.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == BertMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            };
            _meter.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref _count));
            _meter.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _count));
            _meter.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
            _meter.Start();
            ActivitySource.AddActivityListener(_spans);
        }

        public void Dispose()
        {
            _meter.Dispose();
            _spans.Dispose();
        }
    }
}
