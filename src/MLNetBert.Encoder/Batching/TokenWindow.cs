namespace MLNetBert.Encoder.Batching;

/// <summary>
/// The tokens of the texts that were read ahead. Texts with equal tokens are kept, and later run, only once.
/// Filled by one thread, then read by many.
/// </summary>
internal sealed class TokenWindow
{
    private readonly List<int> _starts = [0];
    private readonly List<int> _skips = [];
    private readonly List<int> _rows = [];
    private readonly List<int> _nextOfSameHash = [];
    private readonly Dictionary<int, int> _lastOfHash = [];

    /// <summary>The ids of all distinct texts, one after another; a tokenizer appends here, then <see cref="Commit"/> closes the row.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>The token types, parallel to <see cref="Ids"/>.</summary>
    public List<int> Types { get; } = [];

    public int RowCount => _rows.Count;

    public int DistinctCount => _starts.Count - 1;

    /// <summary>The number of tokens of all rows, including rows seen before.</summary>
    public long TokenCount { get; private set; }

    /// <summary>Which distinct text a row is.</summary>
    public int Distinct(int row) => _rows[row];

    public int Length(int distinct) => _starts[distinct + 1] - _starts[distinct];

    public int Start(int distinct) => _starts[distinct];

    /// <summary>How many tokens at the beginning of a text, those of a prompt, are not pooled.</summary>
    public int Skip(int distinct) => _skips[distinct];

    public ReadOnlySpan<int> IdsOf(int distinct) => Slice(Ids, _starts[distinct], Length(distinct));

    public ReadOnlySpan<int> TypesOf(int distinct) => Slice(Types, _starts[distinct], Length(distinct));

    /// <summary>Closes the row whose tokens were appended since the last call.</summary>
    /// <param name="skip">How many of them are not pooled.</param>
    public void Commit(int skip = 0)
    {
        int start = _starts[^1], length = Ids.Count - start;
        ReadOnlySpan<int> ids = Slice(Ids, start, length), types = Slice(Types, start, length);
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(ids));
        hash.AddBytes(MemoryMarshal.AsBytes(types));
        hash.Add(skip);
        int key = hash.ToHashCode();
        TokenCount += length;

        int last = _lastOfHash.GetValueOrDefault(key, -1);
        for (int seen = last; seen >= 0; seen = _nextOfSameHash[seen])
        {
            if (skip == _skips[seen] && ids.SequenceEqual(IdsOf(seen)) && types.SequenceEqual(TypesOf(seen)))
            {
                Abandon();
                _rows.Add(seen);
                return;
            }
        }

        _rows.Add(DistinctCount);
        _lastOfHash[key] = DistinctCount;
        _nextOfSameHash.Add(last);
        _starts.Add(Ids.Count);
        _skips.Add(skip);
    }

    /// <summary>Forgets the tokens that were appended since the last row was closed.</summary>
    public void Abandon()
    {
        CollectionsMarshal.SetCount(Ids, _starts[^1]);
        CollectionsMarshal.SetCount(Types, _starts[^1]);
    }

    public void Clear()
    {
        Ids.Clear();
        Types.Clear();
        _starts.Clear();
        _starts.Add(0);
        _skips.Clear();
        _rows.Clear();
        _nextOfSameHash.Clear();
        _lastOfHash.Clear();
        TokenCount = 0;
    }

    private static ReadOnlySpan<int> Slice(List<int> list, int start, int length) => CollectionsMarshal.AsSpan(list).Slice(start, length);
}
