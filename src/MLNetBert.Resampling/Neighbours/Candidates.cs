namespace MLNetBert.Resampling.Neighbours;

/// <summary>
/// The references that may be among the k best of each query, judged by bounds on their scores. The score itself, which costs a
/// hundred times more, is measured only for those left at the end, or when too many are left for the room a query has.
/// </summary>
/// <param name="queries">Number of queries.</param>
/// <param name="k">How many to find.</param>
/// <param name="limit">For a query and a score, the bound above which no reference can have a better score.</param>
/// <param name="score">The score of a query and a reference, and the reference's row number.</param>
internal sealed class Candidates(int queries, int k, Func<int, double, float> limit, Func<int, int, (double Score, int Row)> score)
{
    // How many queries share a lock: neighbouring ones are met by the same thread, so there is hardly ever contention.
    private const int Together = 64;
    private readonly int _room = RoomFor(k);
    private readonly TopK _best = new(queries, k);
    private readonly int[] _counts = new int[queries];
    private readonly int[] _references = new int[Entries(queries, k)];
    private readonly float[] _lowers = new float[Entries(queries, k)];
    private readonly float[] _uppers = Filled(queries * k, queries * k);
    private readonly float[] _limits = Filled(queries + TileKernel.References, queries);
    private readonly Lock[] _locks = Locks((queries / Together) + 1);

    /// <summary>For each query, the lower bound above which a reference need not be offered; after the last query, room for a vector that excludes everything.</summary>
    public ref float Limits => ref _limits[0];

    /// <summary>Offers a reference, once per query, from any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(int query, int reference, float lower, float upper)
    {
        lock (_locks[query / Together])
        {
            if (lower > _limits[query])
                return;

            int place = (query * _room) + _counts[query]++;
            _references[place] = reference;
            _lowers[place] = lower;
            int first = query * k, last = first + k - 1;
            if (upper < _uppers[last])
            {
                for (; last > first && _uppers[last - 1] > upper; last--)
                    _uppers[last] = _uppers[last - 1];

                _uppers[last] = upper;
                _limits[query] = Math.Min(_limits[query], _uppers[first + k - 1]);
            }

            if (_counts[query] == _room)
                Thin(query);
        }
    }

    /// <summary>The k best of each query.</summary>
    public TopK Best(Workers workers)
    {
        workers.ForSpans(queries, (from, to) =>
        {
            for (int query = from; query < to; query++)
            {
                Drop(query);
                Measure(query);
            }
        });
        return _best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Thin(int query)
    {
        Drop(query);
        if (_counts[query] > _room * 3 / 4)
        {
            Measure(query);
            double worst = _best.Worst(query);
            if (!double.IsPositiveInfinity(worst))
                _limits[query] = Math.Min(_limits[query], limit(query, worst));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Drop(int query)
    {
        int first = query * _room, kept = first;
        for (int place = first; place < first + _counts[query]; place++)
        {
            if (_lowers[place] <= _limits[query])
            {
                (_references[kept], _lowers[kept]) = (_references[place], _lowers[place]);
                kept++;
            }
        }

        _counts[query] = kept - first;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int query)
    {
        foreach (int reference in _references.AsSpan(query * _room, _counts[query]))
        {
            (double value, int row) = score(query, reference);
            _best.Insert(query, value, row);
        }

        _counts[query] = 0;
    }

    /// <summary>How many references are kept for a query: twice what is asked for, which leaves room for those that bounds alone cannot tell apart.</summary>
    private static int RoomFor(int k) => (2 * k) + 32;

    private static int Entries(int queries, int k)
    {
        TopK.RequireRoom(queries, (2L * k) + 32, sizeof(int) + sizeof(float));
        return queries * RoomFor(k);
    }

    private static float[] Filled(int length, int infinite)
    {
        float[] values = new float[length];
        values.AsSpan(0, infinite).Fill(float.PositiveInfinity);
        values.AsSpan(infinite).Fill(float.NegativeInfinity);
        return values;
    }

    private static Lock[] Locks(int count)
    {
        var locks = new Lock[count];
        for (int i = 0; i < count; i++)
            locks[i] = new Lock();

        return locks;
    }
}
