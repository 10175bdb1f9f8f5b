namespace MLNetBert.Tokenizers.AddedTokens;

/// <summary>
/// Finds the longest pattern that begins at each place of a text, after Aho and Corasick (1975). Patterns and text are read backwards: so it is known at
/// each place, and every character is looked at once or twice, however long the patterns are. Immutable and thread-safe.
/// </summary>
internal sealed class BackwardTrie
{
    private const int Root = 0;

    private readonly Dictionary<(int Node, char Next), int> _children = [];
    private readonly SearchValues<char> _last;

    // Of each node: where to go on if no child fits, and the longest pattern that ends there, or -1.
    private readonly int[] _fallBack, _pattern;

    /// <param name="patterns">None is empty. Of equal ones, the first counts.</param>
    public BackwardTrie(IReadOnlyList<string> patterns)
    {
        List<(int Parent, char Unit, int Depth, int Pattern)> nodes = [(Root, '\0', 0, -1)];
        for (int i = 0; i < patterns.Count; i++)
        {
            int node = Root;
            for (int at = patterns[i].Length - 1; at >= 0; at--)
            {
                ref int child = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, (node, patterns[i][at]), out bool exists);
                if (!exists)
                {
                    child = nodes.Count;
                    nodes.Add((node, patterns[i][at], nodes[node].Depth + 1, -1));
                }

                node = child;
            }

            if (nodes[node].Pattern < 0)
                nodes[node] = nodes[node] with { Pattern = i };
        }

        _last = SearchValues.Create([.. patterns.Select(pattern => pattern[^1]).Distinct()]);
        _fallBack = new int[nodes.Count];
        _pattern = new int[nodes.Count];
        _pattern[Root] = -1;
        int[] order = [.. Enumerable.Range(1, nodes.Count - 1)], depths = Array.ConvertAll(order, node => nodes[node].Depth);
        Array.Sort(depths, order);
        foreach (int node in order)
        {
            (int parent, char unit, _, int pattern) = nodes[node];
            _fallBack[node] = parent == Root ? Root : Step(_fallBack[parent], unit);
            _pattern[node] = pattern >= 0 ? pattern : _pattern[_fallBack[node]];
        }
    }

    /// <summary>Adds each place at which a pattern begins, and the longest that does, from the text's end to its beginning.</summary>
    public void Find(ReadOnlySpan<char> text, List<(int Start, int Pattern)> found)
    {
        int node = Root;
        for (int at = text.Length - 1; at >= 0; at--)
        {
            if (node == Root)
            {
                at = text[..(at + 1)].LastIndexOfAny(_last);
                if (at < 0)
                    return;
            }

            node = Step(node, text[at]);
            if (_pattern[node] >= 0)
                found.Add((at, _pattern[node]));
        }
    }

    private int Step(int node, char unit)
    {
        int next;
        while (!_children.TryGetValue((node, unit), out next))
        {
            if (node == Root)
                return Root;
            node = _fallBack[node];
        }

        return next;
    }
}
