namespace MLNetBert.Tokenizers.Unigram;

/// <summary>
/// The pieces of a vocabulary as a double array over UTF-16 units, first renumbered by frequency, so
/// that the array is dense. It finds all pieces that begin at a place, shortest first.
/// </summary>
internal sealed class PieceTrie
{
    private readonly ushort[] _codes = new ushort[0x10000];
    private readonly Node[] _nodes;

    /// <summary>Of two equal pieces, the later one counts.</summary>
    public PieceTrie(IReadOnlyList<string> pieces)
    {
        int[] order = [.. Enumerable.Range(0, pieces.Count).Where(i => pieces[i].Length > 0)];
        NumberUnits(pieces);
        Array.Sort(order, (a, b) => Compare(pieces[a], pieces[b]) is var c && c != 0 ? c : a - b);
        _nodes = new PieceTrieBuilder(pieces, order, _codes).Build();
    }

    /// <summary>The node where a walk begins.</summary>
    public const int Root = 0;

    /// <summary>The child of a node, or -1; and the id of the piece that ends there, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node, char unit, out int id)
    {
        Node[] nodes = _nodes;
        int code = _codes[unit];
        int child = nodes[node].Base + code;
        if (code != 0 && (uint)child < (uint)nodes.Length && nodes[child].Parent == node)
        {
            id = nodes[child].Id;
            return child;
        }

        id = -1;
        return -1;
    }

    private void NumberUnits(IReadOnlyList<string> pieces)
    {
        int[] counts = new int[0x10000];
        foreach (string piece in pieces)
        {
            foreach (char unit in piece)
                counts[unit]++;
        }

        ushort code = 0;
        foreach (int unit in Enumerable.Range(0, counts.Length).Where(u => counts[u] > 0).OrderByDescending(u => counts[u]))
            _codes[unit] = ++code;
    }

    private int Compare(string a, string b)
    {
        int common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
            return a.Length - b.Length;
        return _codes[a[common]] - _codes[b[common]];
    }

    /// <summary>Children are at Base + code; a slot is a node's child if its Parent is that node.</summary>
    internal struct Node
    {
        public int Base;
        public int Parent;
        public int Id;
    }
}
