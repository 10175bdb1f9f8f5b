namespace MLNetBert.Resampling.Neighbours;

/// <summary>Brute-force neighbours under any distance, for rows that are not plain numbers. If distances are equal, the lower place comes first.</summary>
internal static class MetricSearch
{
    /// <summary>The k nearest other places of each of <paramref name="count"/> places.</summary>
    public static NeighbourTable Others(int count, int k, Func<int, int, double> distance, Workers workers)
    {
        var best = new TopK(count, k);
        workers.ForEach(count, place =>
        {
            for (int other = 0; other < count; other++)
            {
                if (other != place)
                    best.Insert(place, distance(place, other), other);
            }
        }, ResamplingStage.Neighbours);
        return new NeighbourTable(count, k, best.Rows, best.Scores);
    }
}
