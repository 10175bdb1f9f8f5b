using System.Diagnostics.Metrics;

namespace MLNetBert.Featurizing;

/// <summary>How often the stages' memories of vectors help, among the encoder's metrics.</summary>
internal static class MemoMeter
{
    private static readonly Meter Meter = new("MLNetBert");

    /// <summary>Texts whose vectors were remembered.</summary>
    public static Counter<long> Hits { get; } = Meter.CreateCounter<long>("mlnetbert.memo.hits", "{text}", "Texts of a stage whose vectors were remembered.");

    /// <summary>Texts whose vectors had to be computed.</summary>
    public static Counter<long> Misses { get; } = Meter.CreateCounter<long>("mlnetbert.memo.misses", "{text}", "Texts of a stage whose vectors were not remembered, and were computed.");
}
