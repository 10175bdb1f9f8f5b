namespace MLNetBert.Resampling;

/// <summary>The k neighbours of each query, nearest first. Immutable, thread-safe.</summary>
public sealed class NeighbourTable
{
    private readonly int[] _rows;
    private readonly double[] _squaredDistances;

    internal NeighbourTable(int queries, int k, int[] rows, double[] squaredDistances)
    {
        Queries = queries;
        K = k;
        _rows = rows;
        _squaredDistances = squaredDistances;
    }

    /// <summary>Number of queries.</summary>
    public int Queries { get; }

    /// <summary>Number of neighbours of each query.</summary>
    public int K { get; }

    /// <summary>The row numbers of a query's neighbours, nearest first.</summary>
    public ReadOnlySpan<int> Rows(int query) => _rows.AsSpan(query * K, K);

    /// <summary>The squared Euclidean distances to them, in float64.</summary>
    public ReadOnlySpan<double> SquaredDistances(int query) => _squaredDistances.AsSpan(query * K, K);
}
