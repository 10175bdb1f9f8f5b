namespace MLNetBert.Tokenizers.AddedTokens;

/// <summary>A piece of a text: an added token, or (if Id is null) the text between two.</summary>
internal readonly record struct AddedTokenSplit(int? Id, int Start, int End);

/// <summary>Finds added tokens in a text: leftmost, then longest. Immutable and thread-safe.</summary>
internal sealed class AddedTokenMatcher
{
    /// <summary>More than these are not kept for the next text.</summary>
    private const int ManyPlaces = 1 << 16;

    [ThreadStatic]
    private static List<(int Start, int Pattern)>? _places;

    private readonly SearchValues<char> _firstChars;
    private readonly BackwardTrie _trie;
    private readonly (string Pattern, AddedToken Token, int Id)[] _tokens;

    /// <param name="tokens">What to search for, the token it stands for, and its id. Of equal patterns, the first counts.</param>
    public AddedTokenMatcher(IEnumerable<(string Pattern, AddedToken Token, int Id)> tokens)
    {
        _tokens = [.. tokens.Where(token => token.Pattern.Length > 0)];
        _trie = new BackwardTrie([.. _tokens.Select(token => token.Pattern)]);
        _firstChars = SearchValues.Create([.. _tokens.Select(token => token.Pattern[0]).Distinct()]);
    }

    public bool IsEmpty => _tokens.Length == 0;

    /// <summary>Whether what is found on either side of any of <see cref="CutPlaces"/> does not depend on the other.</summary>
    public bool SparesCutPlaces => Array.TrueForAll(_tokens, token => !token.Token.RStrip && !token.Pattern.Contains(' '));

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
        int first = NextCandidate(text, 0);
        List<(int Start, int Pattern)> places = _places ??= [];
        places.Clear();
        if (first >= 0)
            _trie.Find(text[first..], places);
        int done = 0, at = 0;
        Range space = default;
        for (int i = places.Count - 1; i >= 0; i--)
        {
            int start = first + places[i].Start;
            if (start < at)
                continue;
            (string pattern, AddedToken token, int id) = _tokens[places[i].Pattern];
            int end = at = start + pattern.Length;
            if (token.SingleWord && (EndsWithWord(text[..start]) || BeginsWithWord(text[end..])))
                continue;

            if (token.LStrip)
                start = SpaceBefore(text, start, done);

            if (token.RStrip)
                end = SpaceAfter(text, end, ref space);

            if (done < start)
                splits.Add(new(null, done, start));

            // Nothing is left of a token of spaces that the previous token swallowed.
            if (start < end)
                splits.Add(new(id, start, end));

            done = end;
        }

        if (done < text.Length)
            splits.Add(new(null, done, text.Length));
        if (places.Capacity > ManyPlaces)
            _places = null;
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && CodePoints.Word.Contains(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? char.ConvertToUtf32(text[^2], text[^1]) : text[^1]);

    private static bool BeginsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && CodePoints.Word.Contains(text.Length > 1 && char.IsHighSurrogate(text[0]) ? char.ConvertToUtf32(text[0], text[1]) : text[0]);

    // White_Space has no code point above U+FFFF. What the token before has swallowed is not looked at again.
    private static int SpaceBefore(ReadOnlySpan<char> text, int start, int done)
    {
        while (start > done && CodePoints.WhiteSpace.Contains(text[start - 1]))
            start--;

        return Math.Max(start, done);
    }

    /// <param name="text">The text.</param>
    /// <param name="end">The token's end.</param>
    /// <param name="space">The space after the token before: if this one ends in it, where it ends is known.</param>
    private static int SpaceAfter(ReadOnlySpan<char> text, int end, ref Range space)
    {
        if (space.Start.Value <= end && end < space.End.Value)
            return space.End.Value;
        int last = end;
        while (last < text.Length && CodePoints.WhiteSpace.Contains(text[last]))
            last++;

        space = end..last;
        return last;
    }
}
