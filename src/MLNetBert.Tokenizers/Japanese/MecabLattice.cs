namespace MLNetBert.Tokenizers.Japanese;

/// <summary>
/// Finds the cheapest segmentation of a text, as MeCab's default lattice does (Kudo, Yamamoto and Matsumoto, "Applying Conditional
/// Random Fields to Japanese Morphological Analysis", 2004): words of the dictionary and unknown words by character class at each reachable
/// position, Viterbi over connection and word costs, with ties to the node that MeCab would meet first. Keeps its buffers
/// from text to text; not thread-safe: use one per thread.
/// </summary>
internal sealed class MecabLattice(MecabDictionary dictionary)
{
    /// <summary>MeCab's max-grouping-size: a longer run of one class is not a single unknown word.</summary>
    private const int MaxGroupingSize = 24;

    /// <summary>How far ahead MeCab looks for words, in bytes.</summary>
    private const int Horizon = 65535;

    /// <summary>MeCab considers no more words than this at one place.</summary>
    private readonly MecabMatch[] _matches = new MecabMatch[512];

    private Node[] _nodes = new Node[1024];
    private int[] _endingAt = new int[1024];
    private (long Cost, int RightId, int Node)[] _before = new (long, int, int)[64];
    private int _nodeCount;
    private int _first;

    /// <summary>Splits a UTF-8 text into surfaces, given as start and end byte; white space between them (class SPACE) belongs to none. A NUL ends the text.</summary>
    public void Segment(ReadOnlySpan<byte> utf8, List<(int Start, int End)> surfaces)
    {
        surfaces.Clear();
        int nul = utf8.IndexOf((byte)0);
        utf8 = nul < 0 ? utf8 : utf8[..nul];
        if (utf8.IsEmpty)
            return;

        if (_endingAt.Length < utf8.Length + 8)
            _endingAt = new int[Math.Max(utf8.Length + 8, 2 * _endingAt.Length)];

        // Nodes are numbered from 1; 0 ends a list. The first node is the beginning of the sentence.
        _endingAt.AsSpan(0, utf8.Length + 8).Clear();
        _nodeCount = 1;
        _nodes[NewNode()] = default;
        _endingAt[0] = 1;
        for (int position = 0; position < utf8.Length; position++)
        {
            if (_endingAt[position] != 0)
            {
                _first = 0;
                CollectCandidates(utf8, position);
                Connect(position);
            }
        }

        int last = LastNode(utf8.Length);
        for (int node = last; node > 1; node = _nodes[node].Previous)
            surfaces.Add((_nodes[node].Start, _nodes[node].End));

        surfaces.Reverse();
    }

    // What MeCab's Tokenizer::lookup does at one position; the order in which nodes are added decides ties.
    private void CollectCandidates(ReadOnlySpan<byte> utf8, int position)
    {
        int end = Math.Min(utf8.Length, position + Horizon);
        int start = SkipClass(utf8, position, end, dictionary.Space, out MecabCharacter character, out int characterLength, out _);

        foreach (MecabLexicon words in dictionary.Words)
        {
            int count = words.FindPrefixes(utf8[start..end], _matches);
            foreach (ref readonly MecabMatch match in _matches.AsSpan(0, count))
                AddNodes(words, match.First, match.Count, start, match.Length);
        }

        if (_first != 0 && !character.Invoke)
            return;

        int wordEnd = start + characterLength;
        if (wordEnd > end)
        {
            AddUnknown(character, start, wordEnd);
            return;
        }

        int groupEnd = -1;
        if (character.Group)
        {
            // MeCab goes to the end of the run; that it is too long is known sooner, so a long run stays linear.
            groupEnd = SkipClass(utf8, wordEnd, end, character, out _, out _, out int skipped, MaxGroupingSize + 1);
            if (skipped <= MaxGroupingSize)
                AddUnknown(character, start, groupEnd);
        }

        for (int length = 1; length <= character.Length && wordEnd <= end; length++)
        {
            if (wordEnd == groupEnd)
                continue;

            AddUnknown(character, start, wordEnd);
            if (wordEnd == end || !character.IsKindOf(dictionary.CharacterAt(utf8[wordEnd..], out characterLength)))
                break;

            wordEnd += characterLength;
        }

        if (_first == 0)
            AddUnknown(character, start, wordEnd);
    }

    // Continues while neighbours share a class: each character is compared with the one before it, not with the first.
    private int SkipClass(ReadOnlySpan<byte> utf8, int from, int end, MecabCharacter kind, out MecabCharacter stoppedAt, out int length, out int skipped, int most = int.MaxValue)
    {
        (stoppedAt, length, skipped) = (kind, 1, 0);
        int at = from;
        while (at < end && skipped < most && kind.IsKindOf(stoppedAt = dictionary.CharacterAt(utf8[at..], out length)))
        {
            at += length;
            skipped++;
            kind = stoppedAt;
        }

        return at;
    }

    private void AddUnknown(MecabCharacter character, int start, int end)
    {
        (int first, int count) = dictionary.UnknownTokens[character.DefaultClass];
        AddNodes(dictionary.Unknown, first, count, start, end - start);
    }

    private void AddNodes(MecabLexicon lexicon, int first, int count, int start, int length)
    {
        for (int i = first; i < first + count; i++)
        {
            int index = NewNode();
            ref readonly MecabToken token = ref lexicon[i];
            _nodes[index] = new Node
            {
                Start = start,
                End = start + length,
                LeftId = token.LeftId,
                RightId = token.RightId,
                Cost = token.Cost,
                Next = _first,
            };
            _first = index;
        }
    }

    // Gives each node that begins here its cheapest predecessor, and adds it to the list at its end. The predecessors are laid out side by
    // side first, and neighbouring entries of the dictionary that share their left id share the answer.
    private void Connect(int position)
    {
        int count = 0;
        for (int left = _endingAt[position]; left != 0; left = _nodes[left].NextEnding)
        {
            if (count == _before.Length)
                Array.Resize(ref _before, 2 * count);

            ref readonly Node before = ref _nodes[left];
            _before[count++] = (before.Cost, before.RightId, left);
        }

        ReadOnlySpan<(long Cost, int RightId, int Node)> candidates = _before.AsSpan(0, count);
        (int answered, long best, int previous) = (-1, 0, 0);
        for (int right = _first; right != 0;)
        {
            ref Node node = ref _nodes[right];
            if (node.LeftId != answered)
            {
                ReadOnlySpan<short> costs = dictionary.ConnectionCosts(node.LeftId);
                best = long.MaxValue;
                foreach (ref readonly (long Cost, int RightId, int Node) candidate in candidates)
                {
                    long cost = candidate.Cost + costs[candidate.RightId];
                    if (cost < best)
                        (best, previous) = (cost, candidate.Node);
                }

                answered = node.LeftId;
            }

            node.Previous = previous;
            node.Cost += best;
            int next = node.Next;
            node.NextEnding = _endingAt[node.End];
            _endingAt[node.End] = right;
            right = next;
        }
    }

    // The end of the sentence follows the last position where a node ends: trailing white space comes after it.
    private int LastNode(int length)
    {
        int at = length;
        while (_endingAt[at] == 0)
            at--;

        ReadOnlySpan<short> costs = dictionary.ConnectionCosts(0);
        (int last, long best) = (0, int.MaxValue);
        for (int left = _endingAt[at]; left != 0; left = _nodes[left].NextEnding)
        {
            long cost = _nodes[left].Cost + costs[_nodes[left].RightId];
            if (cost < best)
                (last, best) = (left, cost);
        }

        return last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NewNode()
    {
        if (_nodeCount == _nodes.Length)
            Array.Resize(ref _nodes, 2 * _nodes.Length);

        return _nodeCount++;
    }

    private struct Node
    {
        public long Cost;
        public int Start;
        public int End;
        public int Previous;
        public int Next;
        public int NextEnding;
        public ushort LeftId;
        public ushort RightId;
    }
}
