namespace MLNetBert.Resampling;

/// <summary>
/// Exact k nearest neighbours by Euclidean distance. They are those of a brute-force search in float64 over the
/// differences of the values, whatever the machine and the number of threads; of rows at the same distance, the one with the lower row
/// number comes first. Matrix products with a proven error bound choose the candidates; float64 distances decide.
/// Memory: the result, 8 (2 k + 32) bytes per row, and a few blocks per thread. Thread-safe.
/// </summary>
public static class NearestNeighbours
{
    /// <summary>The k nearest other rows of every row. A row is never its own neighbour; its exact duplicate can be.</summary>
    /// <param name="features">The rows, all finite.</param>
    /// <param name="k">How many neighbours, from 1 to rows - 1.</param>
    /// <param name="maxDegreeOfParallelism">Threads to use; null for one per core. The result does not depend on it.</param>
    /// <param name="progress">Is told how far the search has got; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work soon.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="BadInputException">A value is not finite, or the result does not fit into memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static NeighbourTable Find(
        FeatureMatrix features, int k, int? maxDegreeOfParallelism = null, IProgress<ResamplingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, features.Rows - 1);
        features.RequireFinite();
        int[] all = RowLists.All(features.Rows);
        return NeighbourSearch.Others(features, all, all, k, Workers.Of(maxDegreeOfParallelism, cancellationToken, progress));
    }

    /// <summary>The k rows of <paramref name="references"/> that are nearest to each row of <paramref name="queries"/>.</summary>
    /// <param name="queries">Rows whose neighbours are looked for, all finite.</param>
    /// <param name="references">Rows to choose from, all finite, with as many columns.</param>
    /// <param name="k">How many neighbours, from 1 to the number of references.</param>
    /// <param name="maxDegreeOfParallelism">Threads to use; null for one per core. The result does not depend on it.</param>
    /// <param name="progress">Is told how far the search has got; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work soon.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="BadInputException">A value is not finite, or the result does not fit into memory.</exception>
    /// <exception cref="ArgumentException">The numbers of columns differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static NeighbourTable Find(
        FeatureMatrix queries, FeatureMatrix references, int k, int? maxDegreeOfParallelism = null, IProgress<ResamplingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(references);
        if (queries.Columns != references.Columns)
            throw new ArgumentException($"The queries have {queries.Columns} columns, the references {references.Columns}.", nameof(references));

        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, references.Rows);
        queries.RequireFinite();
        references.RequireFinite();
        return NeighbourSearch.Between(
            queries, RowLists.All(queries.Rows), references, RowLists.All(references.Rows), k, Workers.Of(maxDegreeOfParallelism, cancellationToken, progress));
    }
}
