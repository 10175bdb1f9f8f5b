namespace MLNetBert;

/// <summary>How well the memory of a featurizing stage works.</summary>
/// <param name="Hits">Rows whose vector was remembered.</param>
/// <param name="Misses">Rows whose vector was computed.</param>
/// <param name="Count">Texts remembered now.</param>
/// <param name="Capacity">The greatest number of texts that are remembered.</param>
public readonly record struct MemoStatistics(long Hits, long Misses, int Count, int Capacity)
{
    /// <summary>The share of rows whose vector was remembered, from 0 to 1; 0 before the first row.</summary>
    public double HitRate => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);
}
