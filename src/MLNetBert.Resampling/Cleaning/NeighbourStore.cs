namespace MLNetBert.Resampling.Cleaning;

/// <summary>
/// The k-nearest-neighbour classifier of condensed nearest neighbour and one-sided selection: a growing store of rows, and for
/// each row to classify, its k nearest in the store. Of two at the same distance, the one that entered the store first is nearer.
/// </summary>
internal sealed class NeighbourStore
{
    private readonly FeatureMatrix _features;
    private readonly ClassTable _classes;
    private readonly int[] _rows;
    private readonly List<int> _store;
    private readonly TopK _best;
    private readonly int _k;
    private readonly Workers _workers;

    public NeighbourStore(SamplingTask task, int[] rows, IEnumerable<int> store, int k)
    {
        (_features, _classes, _workers) = (task.Features, task.Classes, task.Workers);
        _rows = rows;
        _store = [.. store];
        _k = k;
        SamplingTask.RequireNeighbours(_store.Count, k, "The rows to compare with (the smallest class and the seeds) are", "n_neighbors", k);
        _best = new TopK(rows.Length, k);
        NeighbourTable near = NeighbourSearch.Between(
            _features, rows, new ChosenRows(_features, [.. _store]), RowLists.All(_store.Count), k, _workers);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int rank = 0; rank < k; rank++)
                _best.Insert(i, near.SquaredDistances(i)[rank], near.Rows(i)[rank]);
        }
    }

    /// <summary>The class that the store gives to one of the rows, named by its place.</summary>
    public int Classify(int place)
    {
        int[] labels = new int[_k];
        for (int rank = 0; rank < _k; rank++)
            labels[rank] = _classes.Labels[_store[_best.Rows[(place * _k) + rank]]];

        return Votes.Winner(labels);
    }

    public void Add(int row)
    {
        const int Piece = 512;
        int number = _store.Count;
        _store.Add(row);
        _workers.ForEach((_rows.Length + Piece - 1) / Piece, piece =>
        {
            for (int i = piece * Piece; i < Math.Min(_rows.Length, (piece + 1) * Piece); i++)
                _best.Insert(i, ExactDistance.Squared(_features.Row(_rows[i]), _features.Row(row)), number);
        });
    }
}
