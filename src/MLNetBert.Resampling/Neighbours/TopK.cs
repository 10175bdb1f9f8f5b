namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// The k best (score, row) pairs of each query, smallest first: score is the squared distance, or its negative if the
/// farthest rows are asked for. If scores are equal, the lower row number comes first.
/// </summary>
internal sealed class TopK
{
    private readonly int _k;
    private readonly double[] _scores;
    private readonly int[] _rows;

    public TopK(int queries, int k)
    {
        RequireRoom(queries, k, sizeof(double) + sizeof(int));
        _k = k;
        _scores = new double[queries * k];
        _rows = new int[queries * k];
        Array.Fill(_scores, double.PositiveInfinity);
        Array.Fill(_rows, int.MaxValue);
    }

    /// <summary>Rejects more neighbours than there is room for.</summary>
    public static void RequireRoom(int queries, long each, int bytes) => Room.Require(
        queries * each, bytes, string.Create(CultureInfo.InvariantCulture, $"A list of {each:N0} neighbours for each of {queries:N0} rows"), "ask for fewer neighbours, or take fewer rows");

    public double[] Scores => _scores;

    public int[] Rows => _rows;

    /// <summary>The score that a new row must not exceed.</summary>
    public double Worst(int query) => _scores[(query * _k) + _k - 1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Insert(int query, double score, int row)
    {
        int first = query * _k, place = first + _k - 1;
        if (score > _scores[place] || (score == _scores[place] && row >= _rows[place]))
            return false;

        for (; place > first && (_scores[place - 1] > score || (_scores[place - 1] == score && _rows[place - 1] > row)); place--)
        {
            _scores[place] = _scores[place - 1];
            _rows[place] = _rows[place - 1];
        }

        _scores[place] = score;
        _rows[place] = row;
        return true;
    }
}
