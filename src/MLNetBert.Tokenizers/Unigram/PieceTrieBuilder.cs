namespace MLNetBert.Tokenizers.Unigram;

/// <summary>Places the nodes of a sorted vocabulary in a double array, first fit along a list of free slots.</summary>
internal sealed class PieceTrieBuilder(IReadOnlyList<string> pieces, int[] order, ushort[] codes)
{
    private const int Free = -1;
    private readonly List<(int Code, int From, int To)> _children = [];
    private PieceTrie.Node[] _nodes = [];
    private int[] _nextFree = [], _previousFree = [];
    private int _firstFree, _used;

    public PieceTrie.Node[] Build()
    {
        Grow(Math.Max(256, order.Length * 2));
        Take(PieceTrie.Root);
        var pending = new Stack<(int Node, int From, int To, int Depth)>();
        pending.Push((PieceTrie.Root, 0, order.Length, 0));
        while (pending.TryPop(out (int Node, int From, int To, int Depth) work))
        {
            int from = work.From;
            _nodes[work.Node].Id = -1;
            for (; from < work.To && pieces[order[from]].Length == work.Depth; from++)
                _nodes[work.Node].Id = order[from];
            if (from == work.To)
                continue;

            FindChildren(from, work.To, work.Depth);
            int place = FindPlace();
            _nodes[work.Node].Base = place;
            foreach ((int code, int first, int end) in _children)
            {
                int child = place + code;
                Take(child);
                _nodes[child].Parent = work.Node;
                pending.Push((child, first, end, work.Depth + 1));
            }
        }

        return _nodes.AsSpan(0, _used).ToArray();
    }

    private void FindChildren(int from, int to, int depth)
    {
        _children.Clear();
        for (int i = from; i < to;)
        {
            char unit = pieces[order[i]][depth];
            int end = i + 1;
            while (end < to && pieces[order[end]][depth] == unit)
                end++;
            _children.Add((codes[unit], i, end));
            i = end;
        }
    }

    // Bases are at least 0 and codes at least 1, so the root's slot is never a child's.
    private int FindPlace()
    {
        int lowest = _children[0].Code, highest = _children[^1].Code;
        for (int slot = _firstFree, tries = 0; ; slot = _nextFree[slot], tries++)
        {
            if (slot < 0 || tries == 4096)
                slot = Math.Max(_used, lowest);
            int place = slot - lowest;
            if (place < 0)
                continue;
            if (place + highest >= _nodes.Length)
                Grow(Math.Max(place + highest + 1, _nodes.Length * 2));
            if (_children.TrueForAll(child => _nodes[place + child.Code].Parent == Free))
                return place;
        }
    }

    private void Take(int slot)
    {
        int previous = _previousFree[slot], next = _nextFree[slot];
        if (previous >= 0)
            _nextFree[previous] = next;
        else
            _firstFree = next;
        if (next >= 0)
            _previousFree[next] = previous;
        _nodes[slot].Parent = -2;
        _used = Math.Max(_used, slot + 1);
    }

    private void Grow(int length)
    {
        int old = _nodes.Length;
        Array.Resize(ref _nodes, length);
        Array.Resize(ref _nextFree, length);
        Array.Resize(ref _previousFree, length);
        int last = -1;
        if (old > 0)
        {
            // The free list is in rising order; its end is the highest free slot.
            for (last = old - 1; last >= 0 && _nodes[last].Parent != Free; last--)
            {
            }
        }

        for (int slot = old; slot < length; slot++)
        {
            _nodes[slot] = new PieceTrie.Node { Parent = Free, Id = -1 };
            _previousFree[slot] = last;
            if (last >= 0)
                _nextFree[last] = slot;
            else
                _firstFree = slot;
            last = slot;
        }

        _nextFree[length - 1] = -1;
    }
}
