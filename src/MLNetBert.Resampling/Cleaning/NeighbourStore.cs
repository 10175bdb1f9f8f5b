using MLNetBert.Resampling.Neighbours;

namespace MLNetBert.Resampling.Cleaning;

/// <summary>
/// The k-nearest-neighbour classifier of condensed nearest neighbour and one-sided selection: a growing store of rows, and for
/// each row to classify the k nearest of the store. Of equal distances the row that came into the store first is nearer.
/// </summary>
internal sealed class NeighbourStore
{
    private readonly FeatureMatrix features;
    private readonly ClassTable classes;
    private readonly int[] rows;
    private readonly List<int> store;
    private readonly TopK best;
    private readonly int k;
    private readonly int threads;

    public NeighbourStore(SamplingTask task, int[] rows, IEnumerable<int> store, int k)
    {
        (features, classes, threads) = (task.Features, task.Classes, task.Threads);
        this.rows = rows;
        this.store = [.. store];
        this.k = k;
        SamplingTask.RequireNeighbours(this.store.Count, k, "The rows to compare with (the smallest class and the seeds) are", "n_neighbors", k);
        best = new TopK(rows.Length, k);
        NeighbourTable near = NeighbourSearch.Between(
            features, rows, new ChosenRows(features, [.. this.store]), RowLists.All(this.store.Count), k, threads);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int rank = 0; rank < k; rank++)
            {
                best.Insert(i, near.SquaredDistances(i)[rank], near.Rows(i)[rank]);
            }
        }
    }

    /// <summary>The class that the store gives to one of the rows, by its place.</summary>
    public int Classify(int place)
    {
        var labels = new int[k];
        for (int rank = 0; rank < k; rank++)
        {
            labels[rank] = classes.Labels[store[best.Rows[(place * k) + rank]]];
        }

        return Votes.Winner(labels);
    }

    public void Add(int row)
    {
        const int Piece = 512;
        int number = store.Count;
        store.Add(row);
        Workers.ForEach((rows.Length + Piece - 1) / Piece, threads, piece =>
        {
            for (int i = piece * Piece; i < Math.Min(rows.Length, (piece + 1) * Piece); i++)
            {
                best.Insert(i, ExactDistance.Squared(features.Row(rows[i]), features.Row(row)), number);
            }
        });
    }
}
