namespace MLNetBert.Cli.Verification;

/// <summary>How texts are run to see whether their bits are those that they have alone.</summary>
internal enum WayKind
{
    /// <summary>As extract runs them.</summary>
    Extract,

    /// <summary>As extract runs them, in another order of rows.</summary>
    Shuffled,

    /// <summary>As extract runs them, on another number of threads.</summary>
    Threads,

    /// <summary>In batches of equal length, no larger than extract may make them.</summary>
    EqualLength,

    /// <summary>In batches in the order of the input, padded to the longest of each.</summary>
    Padded,

    /// <summary>Through the file that extract takes, where this is another one of the folder.</summary>
    OtherFile,
}

/// <summary>A way to run texts.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="Threads">On how many threads.</param>
/// <param name="Together">The most texts a batch; null: what extract makes of them.</param>
/// <param name="OfExtract">Whether extract would run a text of the input like this, so that the way decides the exit code.</param>
/// <param name="File">The other file, for <see cref="WayKind.OtherFile"/>.</param>
internal sealed record Way(WayKind Kind, int Threads, int? Together, bool OfExtract, string? File = null)
{
    /// <summary>What sentence-transformers and most scripts take unless told otherwise.</summary>
    public const int UsualBatch = 32;

    private static readonly int[] Sizes = [2, 8, 32];

    /// <summary>The name in JSON.</summary>
    public string Key => Kind switch
    {
        WayKind.Extract => "extract",
        WayKind.Shuffled => "shuffled",
        WayKind.Threads => "threads",
        WayKind.EqualLength => "equal-length",
        WayKind.OtherFile => "other-file",
        _ => "padded",
    };

    /// <summary>The name for people.</summary>
    public string Name => Kind switch
    {
        WayKind.Extract => $"as extract runs it, {Counted}",
        WayKind.Shuffled => $"rows shuffled, {Counted}",
        WayKind.Threads => $"on {Counted}",
        WayKind.EqualLength => $"equal length, up to {Together} together",
        WayKind.OtherFile => $"alone, through {File}",
        _ => $"padded to the longest of {Together}",
    };

    private string Counted => $"{Threads} thread{(Threads == 1 ? "" : "s")}";

    /// <summary>All ways; batches of equal length are extract's only where it <paramref name="batches"/>; <paramref name="other"/> is the file to compare with, if any.</summary>
    public static IReadOnlyList<Way> All(int threads, bool batches, string? other)
    {
        List<Way> ways = [new(WayKind.Extract, threads, null, true), new(WayKind.Shuffled, threads, null, true)];
        for (int fewer = 1; fewer < threads; fewer *= 2)
        {
            ways.Add(new Way(WayKind.Threads, fewer, null, true));
        }

        ways.AddRange(Sizes.Select(size => new Way(WayKind.EqualLength, threads, size, batches)));
        ways.Add(new Way(WayKind.Padded, threads, UsualBatch, false));
        if (other != null)
        {
            ways.Add(new Way(WayKind.OtherFile, threads, null, false, other));
        }

        return ways;
    }
}
