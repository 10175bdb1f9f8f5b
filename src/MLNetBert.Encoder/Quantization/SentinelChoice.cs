using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Encoder.Quantization;

/// <summary>Chooses the texts that a file is tried with when it is opened: those that sums cut to 16 bits move most.</summary>
internal static class SentinelChoice
{
    private const int Count = 12;
    private const int Candidates = 24;

    /// <summary>Short texts, so that opening a file takes no longer than it must.</summary>
    private const int LongestCandidate = 16;

    /// <summary>Room for the last bits of other processors' float32 operators.</summary>
    private const double Room = 0.0005;

    public static Sentinels Make(QuantizableModel model, List<(int[] Ids, float[] Vector, double Cosine)> texts, CancellationToken cancellation)
    {
        // The longest of the short ones, spread over the texts.
        List<(int[] Ids, float[] Vector, double Cosine)> candidates = [.. texts.OrderBy(text => Math.Abs(text.Ids.Length - LongestCandidate)).ThenBy(text => text.Ids.Length).Take(Candidates)];
        GraphModel twin = SaturatingTwin.Of(model.Graph, saturates: true);
        CalibrationStream saturated = new(twin, model.Inputs, [.. candidates.Select(text => new CalibrationBatch(text.Ids, 1, text.Ids.Length, 1))], cancellation);
        StreamValue[] values = saturated.Get(model.Target);
        var chosen = candidates.Zip(values, (text, value) => (text.Ids, text.Vector, text.Cosine, Saturated: new Sentinel(text.Ids, text.Vector).Cosine(value.Values)))
            .OrderBy(text => text.Saturated).Take(Count).ToList();
        return new([.. chosen.Select(text => new Sentinel(text.Ids, text.Vector))], Math.Floor((chosen.Min(text => text.Cosine) - Room) * 10000) / 10000);
    }
}
