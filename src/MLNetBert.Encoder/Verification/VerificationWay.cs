namespace MLNetBert;

/// <summary>How texts are run to see whether they keep the bits that they have alone.</summary>
public enum VerificationWayKind
{
    /// <summary>As the featurizer runs them.</summary>
    Featurized,

    /// <summary>As the featurizer runs them, in another order of rows.</summary>
    Shuffled,

    /// <summary>As the featurizer runs them, on another number of threads.</summary>
    Threads,

    /// <summary>In batches of equal length, no larger than the featurizer may make them.</summary>
    EqualLength,

    /// <summary>In batches in the order of the input, padded to the longest of each.</summary>
    Padded,

    /// <summary>Through another featurizer, such as one for another file of the model.</summary>
    Other,
}

/// <summary>A way to run texts. Immutable and thread-safe.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="Threads">On how many threads.</param>
/// <param name="Together">The most texts per batch; null: as the featurizer makes them.</param>
/// <param name="OfFeaturizer">Whether the featurizer may run a text like this, so that the way decides whether it is exact.</param>
/// <param name="Skipped">Why it cannot be run; null if it can.</param>
public sealed record VerificationWay(VerificationWayKind Kind, int Threads, int? Together, bool OfFeaturizer, string? Skipped = null)
{
    /// <summary>What sentence-transformers and most scripts use by default.</summary>
    private const int UsualBatch = 32;

    private static readonly int[] Sizes = [2, 8, 32];

    /// <summary>All ways; batches of equal length are the featurizer's only if it makes batches.</summary>
    internal static IReadOnlyList<VerificationWay> All(BertFeaturizer featurizer, bool oneAtATime, BertFeaturizer? other)
    {
        int threads = featurizer.Threads;
        List<VerificationWay> ways = [new(VerificationWayKind.Featurized, threads, null, true), new(VerificationWayKind.Shuffled, threads, null, true)];
        for (int fewer = 1; fewer < threads; fewer *= 2)
            ways.Add(new(VerificationWayKind.Threads, fewer, null, true));
        // On other processors than a CPU, batches may be padded to a few lengths instead.
        ways.AddRange(Sizes.Select(size => new VerificationWay(VerificationWayKind.EqualLength, threads, size, !oneAtATime && !featurizer.Engine.Limits.Pads)));
        ways.Add(new(VerificationWayKind.Padded, threads, UsualBatch, false, featurizer.Model.TakesAttentionMask ? null : "the model takes no attention mask"));
        if (other != null)
        {
            string? skipped = other.Dimension == featurizer.Dimension ? null : $"its features have {other.Dimension} values, these {featurizer.Dimension}";
            ways.Add(new(VerificationWayKind.Other, threads, null, false, skipped));
        }

        return ways;
    }
}
