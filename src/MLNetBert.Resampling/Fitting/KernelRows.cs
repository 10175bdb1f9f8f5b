namespace MLNetBert.Resampling.Fitting;

/// <summary>Rows of the matrix exp(-gamma d²), made when asked for; the most recent are kept, up to 128 MB.</summary>
internal sealed class KernelRows(FeatureMatrix features, int[] rows, double gamma, Workers workers)
{
    private const long MostBytes = 128 << 20;
    private const int Piece = 256;
    private readonly Dictionary<int, LinkedListNode<(int Row, float[] Values)>> _kept = [];
    private readonly LinkedList<(int Row, float[] Values)> _latest = [];

    public CancellationToken Cancellation => workers.Cancellation;

    public float[] this[int row]
    {
        get
        {
            if (_kept.TryGetValue(row, out LinkedListNode<(int Row, float[] Values)>? node))
            {
                _latest.Remove(node);
                _latest.AddFirst(node);
                return node.Value.Values;
            }

            float[] values = new float[rows.Length];
            if ((_latest.Count + 1L) * rows.Length * sizeof(float) > MostBytes && _latest.Count > 2)
            {
                (int oldest, values) = _latest.Last!.Value;
                _kept.Remove(oldest);
                _latest.RemoveLast();
            }

            Fill(row, values);
            _kept[row] = _latest.AddFirst((row, values));
            return values;
        }
    }

    private void Fill(int row, float[] values) => (rows.Length < 4 * Piece ? workers with { Threads = 1 } : workers).ForEach((rows.Length + Piece - 1) / Piece, piece =>
    {
        for (int other = piece * Piece; other < Math.Min(rows.Length, (piece + 1) * Piece); other++)
            values[other] = (float)PortableMath.Exp(-gamma * ExactDistance.Squared(features.Row(rows[row]), features.Row(rows[other])));
    });
}
