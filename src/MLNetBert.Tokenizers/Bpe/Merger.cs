namespace MLNetBert.Tokenizers.Bpe;

/// <summary>
/// Merges the symbols of a word in the order of the merges' ranks, leftmost first. For short words it looks for the
/// lowest rank each time; for long ones it uses a heap and a linked list, so that time is nearly linear. Reused; not thread-safe.
/// </summary>
internal sealed class Merger(MergeTable merges, bool heapOnly)
{
    private const int ShortWord = 40;

    /// <summary>After a longer word the room for it is not worth keeping.</summary>
    private const int Large = 1 << 20;

    private readonly List<Symbol> _symbols = [];
    private readonly PriorityQueue<int, ulong> _queue = new();

    /// <summary>How many merges have been looked at so far: the work done, for tests.</summary>
    public long Steps { get; private set; }

    public void Begin()
    {
        _symbols.Clear();
        if (_symbols.Capacity <= Large)
            return;
        _symbols.TrimExcess();
        _queue.Clear();
        _queue.TrimExcess();
    }

    /// <summary>Adds a symbol that covers <paramref name="length"/> units.</summary>
    public void Add(int id, int length) => _symbols.Add(new Symbol { Id = id, Length = length });

    /// <summary>The symbols that remain after merging.</summary>
    public ReadOnlySpan<Symbol> Merge()
    {
        Span<Symbol> symbols = CollectionsMarshal.AsSpan(_symbols);
        return symbols.Length > ShortWord || heapOnly ? MergeLong(symbols) : MergeShort(symbols);
    }

    private Span<Symbol> MergeShort(Span<Symbol> symbols)
    {
        int count = symbols.Length;
        for (int i = 0; i + 1 < count; i++)
            Look(symbols, i, i + 1);
        while (count > 1)
        {
            int best = -1, rank = int.MaxValue;
            for (int i = 0; i < count - 1; i++)
            {
                if (symbols[i].Rank < rank)
                    (best, rank) = (i, symbols[i].Rank);
            }

            if (best < 0)
                break;
            Steps++;
            symbols[best].Id = symbols[best].Merged;
            symbols[best].Length += symbols[best + 1].Length;
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            count--;
            if (best > 0)
                Look(symbols, best - 1, best);
            if (best + 1 < count)
                Look(symbols, best, best + 1);
        }

        return symbols[..count];
    }

    private void Look(Span<Symbol> symbols, int left, int right) =>
        merges.TryGet(symbols[left].Id, symbols[right].Id, out symbols[left].Rank, out symbols[left].Merged);

    private Span<Symbol> MergeLong(Span<Symbol> symbols)
    {
        _queue.Clear();
        for (int i = 0; i < symbols.Length; i++)
        {
            (symbols[i].Previous, symbols[i].Next) = (i - 1, i + 1);
            if (i > 0)
                Push(symbols, i - 1, i);
        }

        while (_queue.TryDequeue(out int merged, out ulong priority))
        {
            Steps++;
            int at = (int)(uint)priority;
            ref Symbol symbol = ref symbols[at];
            if (symbol.Length == 0 || symbol.Next >= symbols.Length)
                continue;
            ref Symbol right = ref symbols[symbol.Next];

            // The entry is out of date if its two symbols are no longer those it was made for.
            if (!merges.TryGet(symbol.Id, right.Id, out _, out int current) || current != merged)
                continue;
            symbol.Id = merged;
            symbol.Length += right.Length;
            symbol.Next = right.Next;
            right.Length = 0;
            if (symbol.Next < symbols.Length)
            {
                symbols[symbol.Next].Previous = at;
                Push(symbols, at, symbol.Next);
            }

            if (symbol.Previous >= 0)
                Push(symbols, symbol.Previous, at);
        }

        int count = 0;
        for (int i = 0; i < symbols.Length;)
        {
            int next = symbols[i].Next;
            symbols[count++] = symbols[i];
            i = next;
        }

        return symbols[..count];
    }

    private void Push(Span<Symbol> symbols, int left, int right)
    {
        if (merges.TryGet(symbols[left].Id, symbols[right].Id, out int rank, out int merged))
            _queue.Enqueue(merged, ((ulong)(uint)rank << 32) | (uint)left);
    }

    internal struct Symbol
    {
        public int Id;
        public int Length;
        public int Rank;
        public int Merged;
        public int Previous;
        public int Next;
    }
}
