namespace MLNetBert.Tokenizers.AddedTokens;

/// <summary>A piece of a text: an added token, or (if Id is null) the text between two.</summary>
internal readonly record struct AddedTokenSplit(int? Id, int Start, int End);

/// <summary>Finds added tokens in a text: leftmost, then longest. Immutable and thread-safe.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly SearchValues<char> _firstChars;
    private readonly Dictionary<(int Node, char Next), int> _children = [];
    private readonly List<(AddedToken Token, int Id)?> _ends = [null];

    /// <param name="tokens">What to search for, the token it stands for, and its id. Of equal patterns, the first counts.</param>
    public AddedTokenMatcher(IEnumerable<(string Pattern, AddedToken Token, int Id)> tokens)
    {
        var first = new HashSet<char>();
        foreach ((string pattern, AddedToken token, int id) in tokens)
        {
            if (pattern.Length == 0)
                continue;

            first.Add(pattern[0]);
            int node = 0;
            foreach (char c in pattern)
            {
                ref int child = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, (node, c), out bool exists);
                if (!exists)
                {
                    child = _ends.Count;
                    _ends.Add(null);
                }

                node = child;
            }

            _ends[node] ??= (token, id);
        }

        IsEmpty = first.Count == 0;
        _firstChars = SearchValues.Create([.. first]);
    }

    public bool IsEmpty { get; }

    /// <summary>The place, from <paramref name="start"/> on, of the next character with which an added token begins, or -1.</summary>
    public int NextCandidate(ReadOnlySpan<char> text, int start)
    {
        int next = text[start..].IndexOfAny(_firstChars);
        return next < 0 ? -1 : start + next;
    }

    /// <summary>Cuts a text (well-formed) at its added tokens. Two splits may overlap if stripped space meets a token that begins with it.</summary>
    public void Split(ReadOnlySpan<char> text, List<AddedTokenSplit> splits)
    {
        splits.Clear();
        int done = 0;
        for (int at = NextCandidate(text, 0); at >= 0; at = NextCandidate(text, at))
        {
            if (!TryMatch(text[at..], out int length, out AddedToken? token, out int id))
            {
                at++;
                continue;
            }

            int start = at;
            int end = at += length;
            if (token.SingleWord && (EndsWithWord(text[..start]) || BeginsWithWord(text[end..])))
                continue;

            if (token.LStrip)
                start = Math.Max(SpaceBefore(text, start), done);

            if (token.RStrip)
                end = SpaceAfter(text, end);

            if (done < start)
                splits.Add(new(null, done, start));

            // Nothing is left of a token of spaces that the previous token swallowed.
            if (start < end)
                splits.Add(new(id, start, end));

            done = end;
        }

        if (done < text.Length)
            splits.Add(new(null, done, text.Length));
    }

    private bool TryMatch(ReadOnlySpan<char> text, out int length, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AddedToken? token, out int id)
    {
        (length, token, id) = (0, null, 0);
        int node = 0;
        for (int i = 0; i < text.Length && _children.TryGetValue((node, text[i]), out node); i++)
        {
            if (_ends[node] is { } end)
                (length, token, id) = (i + 1, end.Token, end.Id);
        }

        return token != null;
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && CodePoints.Word.Contains(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? char.ConvertToUtf32(text[^2], text[^1]) : text[^1]);

    private static bool BeginsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && CodePoints.Word.Contains(text.Length > 1 && char.IsHighSurrogate(text[0]) ? char.ConvertToUtf32(text[0], text[1]) : text[0]);

    // White_Space has no code point above U+FFFF.
    private static int SpaceBefore(ReadOnlySpan<char> text, int start)
    {
        while (start > 0 && CodePoints.WhiteSpace.Contains(text[start - 1]))
            start--;

        return start;
    }

    private static int SpaceAfter(ReadOnlySpan<char> text, int end)
    {
        while (end < text.Length && CodePoints.WhiteSpace.Contains(text[end]))
            end++;

        return end;
    }
}
