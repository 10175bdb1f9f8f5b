namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// Blocked exact search. Tiles of dot products, of rows rounded to 16 bits or of float32, give a lower bound of each squared distance,
/// |y|² (1 - e) - 2 x·y + |x|² (1 - e), and an upper one as far above it; pairs whose lower bound exceeds k upper bounds of the query
/// are left out, and the others are measured in float64. Where the queries are among the references, each pair of queries is multiplied once and serves both rows.
/// What is kept depends on the float64 distances alone, so neither threads nor vector width can change the result.
/// </summary>
internal sealed unsafe partial class NeighbourSearch
{
    private const int BlockBytes = 320 * 1024;
    private const int GroupBytes = 3 * 1024 * 1024;
    private readonly IRows _queries;
    private readonly IRows _references;
    private readonly int[] _queryRows;
    private readonly int[] _referenceRows;
    private readonly Scaling _scaling;
    private readonly Candidates _candidates;
    private readonly bool _shared;
    private readonly Workers _workers;
    private readonly double _sign;
    private readonly double _error;
    private readonly double[] _queryNorms;
    private readonly double[] _referenceNorms;
    private readonly float[] _referenceTerms;
    private readonly Quantization? _quantization;
    private readonly float[] _querySteps = [];
    private readonly float[] _referenceSteps = [];
    private readonly int _depth;
    private readonly int _blockRows;

    private NeighbourSearch(IRows queries, int[] queryRows, IRows references, int[] referenceRows, int k, Workers workers, bool shared, bool farthest)
    {
        _queries = queries;
        _references = references;
        _queryRows = queryRows;
        _referenceRows = referenceRows;
        _shared = shared;
        _workers = workers;
        _sign = farthest ? -1 : 1;
        _scaling = new Scaling(references, referenceRows, shared ? 0 : Scaling.Greatest(queries, queryRows));
        _candidates = new Candidates(queryRows.Length, k, Limit, Score);
        _referenceNorms = _scaling.SquaredNorms(references, referenceRows, workers);
        _queryNorms = shared ? _referenceNorms : _scaling.SquaredNorms(queries, queryRows, workers);

        _error = _scaling.Relative;
        if (WholeTileKernel.IsSupported)
        {
            var whole = new Quantization(_scaling, references.Columns);
            _referenceSteps = whole.Steps(references, referenceRows, workers);
            _querySteps = shared ? _referenceSteps : whole.Steps(queries, queryRows, workers);

            // |x·y - x'·y'| ≤ |x||y| (2c + 3c²), where c is the greatest relative change of a row; twice that, by |x||y| ≤ (|x|² + |y|²) / 2.
            double change = whole.RelativeChange, wider = _error + (2 * change) + (3 * change * change);
            if (FewCandidates(wider, k))
                (_quantization, _error) = (whole, wider);
        }

        // A block consists of whole tiles of queries (12) and of references (32).
        _depth = _quantization == null ? references.Columns : (references.Columns + 1) / 2;
        _blockRows = Math.Clamp(BlockBytes / (_depth * sizeof(float)) / 96, 1, 20) * 96;
        _referenceTerms = Terms();
    }

    /// <summary>The k nearest of <paramref name="pool"/> to each of <paramref name="rows"/>, which the pool contains; a row is not its own neighbour.</summary>
    public static NeighbourTable Others(IRows all, int[] rows, int[] pool, int k, Workers workers)
    {
        int[] ordered = rows;
        if (rows.Length < pool.Length)
        {
            var chosen = new HashSet<int>(rows);
            ordered = [.. rows, .. pool.Where(row => !chosen.Contains(row))];
        }

        return new NeighbourSearch(all, rows, all, ordered, k, workers, shared: true, farthest: false).Run(k);
    }

    /// <summary>The k nearest (or farthest, the farthest first) of some rows to some others.</summary>
    public static NeighbourTable Between(
        IRows queries, int[] queryRows, IRows references, int[] referenceRows, int k, Workers workers, bool farthest = false) =>
        new NeighbourSearch(queries, queryRows, references, referenceRows, k, workers, shared: false, farthest).Run(k);

    private NeighbourTable Run(int k)
    {
        int groupRows = Math.Max(1, GroupBytes / (_depth * sizeof(float)) / _blockRows) * _blockRows;
        int fair = (_queryRows.Length / (4 * Math.Max(1, _workers.Threads)) / _blockRows * _blockRows) + _blockRows;
        groupRows = Math.Min(groupRows, fair);
        int groups = (_queryRows.Length + groupRows - 1) / groupRows;
        _workers.ForEach(groups, group => SearchGroup(group * groupRows, Math.Min((group + 1) * groupRows, _queryRows.Length)), ResamplingStage.Neighbours);
        TopK best = _candidates.Best(_workers);
        if (_sign < 0)
        {
            for (int i = 0; i < best.Scores.Length; i++)
                best.Scores[i] = -best.Scores[i];
        }

        return new NeighbourTable(_queryRows.Length, k, best.Rows, best.Scores);
    }

    private void SearchGroup(int start, int end)
    {
        int queryPanels = (end - start + TileKernel.Queries - 1) / TileKernel.Queries;
        float* packed = (float*)NativeMemory.AlignedAlloc((nuint)queryPanels * TileKernel.Queries * (nuint)_depth * sizeof(float), 64);
        float* block = (float*)NativeMemory.AlignedAlloc((nuint)_blockRows * (nuint)_depth * sizeof(float), 64);
        try
        {
            Pack(_queries, _queryRows, _querySteps, start, end, TileKernel.Queries, packed);

            // Pairs of two queries are met once, in the group of the first.
            for (int from = _shared ? start : 0; from < _referenceRows.Length && !_workers.Cancellation.IsCancellationRequested; from += _blockRows)
            {
                int to = Math.Min(from + _blockRows, _referenceRows.Length);
                Pack(_references, _referenceRows, _referenceSteps, from, to, TileKernel.References, block);
                for (int panel = 0; panel < queryPanels; panel++)
                {
                    float* a = packed + ((long)panel * TileKernel.Queries * _depth);
                    SearchPanel(start + (panel * TileKernel.Queries), a, from, to, block);
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(packed);
            NativeMemory.AlignedFree(block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SearchPanel(int query, float* a, int from, int to, float* block)
    {
        float* products = stackalloc float[TileKernel.Queries * TileKernel.References];
        for (int reference = from; reference < to; reference += TileKernel.References, block += (long)TileKernel.References * _depth)
        {
            if (_shared && reference + TileKernel.References <= query)
                continue;

            if (_quantization == null)
            {
                TileKernel.Multiply(a, block, _depth, products);
            }
            else
            {
                WholeTileKernel.Multiply((int*)a, (int*)block, _depth, (int*)products);
                ToFloat(query, reference, products);
            }

            bool both = _shared && reference < _queryRows.Length;
            if (Vector512.IsHardwareAccelerated)
                Select512(query, reference, both, products);
            else
                Select256(query, reference, both, products);
        }
    }

    private void Pack(IRows rows, int[] numbers, float[] steps, int from, int to, int width, float* panels)
    {
        if (_quantization == null)
            _scaling.Pack(rows, numbers.AsSpan(from, to - from), width, panels);
        else
            _quantization.Pack(rows, numbers.AsSpan(from, to - from), steps.AsSpan(from, to - from), width, (int*)panels);
    }

    /// <summary>Integer dot products times the steps of both rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToFloat(int query, int reference, float* products)
    {
        int queriesLeft = Math.Min(TileKernel.Queries, _queryRows.Length - query);
        if (reference + TileKernel.References <= _referenceRows.Length)
        {
            for (int part = 0; part < TileKernel.References; part += 8)
            {
                var steps = Vector256.LoadUnsafe(ref _referenceSteps[reference + part]);
                for (int q = 0; q < queriesLeft; q++)
                {
                    float* product = products + (q * TileKernel.References) + part;
                    (Vector256.ConvertToSingle(Vector256.Load((int*)product)) * steps * _querySteps[query + q]).Store(product);
                }
            }

            return;
        }

        for (int q = 0; q < queriesLeft; q++)
        {
            for (int r = 0; r < TileKernel.References; r++)
            {
                float* product = products + (q * TileKernel.References) + r;
                *product = reference + r < _referenceRows.Length ? *(int*)product * _referenceSteps[reference + r] * _querySteps[query + q] : 0;
            }
        }
    }
}
