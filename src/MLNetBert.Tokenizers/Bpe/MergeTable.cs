namespace MLNetBert.Tokenizers.Bpe;

/// <summary>Which two tokens merge into which token, and in what order. An open-addressed hash table. Immutable.</summary>
internal sealed class MergeTable
{
    private readonly Slot[] _slots;
    private readonly int _shift;

    public MergeTable(IReadOnlyCollection<(int Left, int Right, int Rank, int Merged)> merges)
    {
        int bits = 4;
        while (1L << bits < merges.Count * 2L)
            bits++;
        _shift = 64 - bits;
        _slots = new Slot[1 << bits];
        Array.Fill(_slots, new Slot { Left = -1 });
        foreach ((int left, int right, int rank, int merged) in merges)
        {
            int at = Place(left, right);
            while (_slots[at].Left >= 0 && (_slots[at].Left != left || _slots[at].Right != right))
                at = (at + 1) & (_slots.Length - 1);
            _slots[at] = new Slot { Left = left, Right = right, Rank = rank, Merged = merged };
        }
    }

    /// <summary>The merge of two tokens; false if they do not merge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int left, int right, out int rank, out int merged)
    {
        Slot[] slots = _slots;
        for (int at = Place(left, right); ; at++)
        {
            ref Slot slot = ref slots[at & (slots.Length - 1)];
            if (slot.Left == left && slot.Right == right)
            {
                (rank, merged) = (slot.Rank, slot.Merged);
                return true;
            }

            if (slot.Left < 0)
            {
                (rank, merged) = (int.MaxValue, -1);
                return false;
            }
        }
    }

    private int Place(int left, int right) => (int)(((((ulong)(uint)left << 32) | (uint)right) * 0x9E3779B97F4A7C15) >> _shift);

    private struct Slot
    {
        public int Left;
        public int Right;
        public int Rank;
        public int Merged;
    }
}
