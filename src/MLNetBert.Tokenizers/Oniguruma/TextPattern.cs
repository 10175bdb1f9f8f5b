namespace MLNetBert.Tokenizers.Oniguruma;

/// <summary>A stretch of a text that matches a pattern, or lies between matches.</summary>
internal readonly record struct PatternMatch(int Start, int End, bool IsMatch);

/// <summary>What the components Replace and Split look for. Immutable and thread-safe.</summary>
internal abstract class TextPattern
{
    /// <summary>Reads {"String": ..} or {"Regex": ..}.</summary>
    public static TextPattern Read(ConfigNode node)
    {
        ConfigNode text = node["String"], regex = node["Regex"];
        if (!text.IsNull && text.String().Length > 0)
            return new StringPattern(text.String());
        return !text.IsNull ? RegexPattern.Read(text, "") : RegexPattern.Read(regex.IsNull ? node.Required("String") : regex, regex.String());
    }

    /// <summary>False if a quick look shows that there is no match.</summary>
    public virtual bool CanMatch(ReadOnlySpan<char> text) => text.Length > 0;

    /// <summary>The next match at or after a place, which lies after the previous match.</summary>
    protected abstract bool TryFind(ReadOnlySpan<char> text, int from, WorkBudget budget, out int start, out int end);

    /// <summary>Whether no match touches the two characters around any of <see cref="CutPlaces"/>, nor the space.</summary>
    public virtual bool SparesCutPlaces => false;

    /// <summary>Adds all matches and what is between them, without gaps. An empty text is one stretch without a match.</summary>
    public void Find(ReadOnlySpan<char> text, List<PatternMatch> parts, WorkBudget budget)
    {
        if (text.IsEmpty)
        {
            parts.Add(new PatternMatch(0, 0, false));
            return;
        }

        int previous = 0, from = 0, lastEnd = -1;
        budget.Charge(text.Length);
        while (from <= text.Length && TryFind(text, from, budget, out int start, out int end))
        {
            // No empty match right after a match.
            if (start == end && end == lastEnd)
            {
                from += from < text.Length && char.IsHighSurrogate(text[from]) ? 2 : 1;
                continue;
            }

            if (previous < start)
                parts.Add(new PatternMatch(previous, start, false));
            parts.Add(new PatternMatch(start, end, true));
            previous = from = lastEnd = end;
        }

        if (previous < text.Length)
            parts.Add(new PatternMatch(previous, text.Length, false));
    }
}

/// <summary>A text that is not empty.</summary>
internal sealed class StringPattern(string content) : TextPattern
{
    /// <summary>Of longer contents, the search is by a table of where to go on: the framework's would begin anew at every character of a text like "aaaa".</summary>
    private const int Short = 16;

    private readonly int[] _fallBack = content.Length > Short ? FallBack(content) : [];

    public override bool CanMatch(ReadOnlySpan<char> text) => content.Length > Short ? text.Contains(content[0]) : text.Contains(content, StringComparison.Ordinal);

    public override bool SparesCutPlaces => !content.AsSpan().ContainsAny(CutPlaces.Characters);

    protected override bool TryFind(ReadOnlySpan<char> text, int from, WorkBudget budget, out int start, out int end)
    {
        int at = content.Length > Short ? IndexOf(text[from..]) : text[from..].IndexOf(content, StringComparison.Ordinal);
        (start, end) = (from + at, from + at + content.Length);
        return at >= 0;
    }

    // Knuth, Morris and Pratt 1977: each character of the text is looked at once or twice.
    private int IndexOf(ReadOnlySpan<char> text)
    {
        int matched = 0;
        for (int i = 0; i < text.Length; i++)
        {
            while (matched > 0 && content[matched] != text[i])
                matched = _fallBack[matched - 1];
            matched += content[matched] == text[i] ? 1 : 0;
            if (matched == content.Length)
                return i + 1 - matched;
        }

        return -1;
    }

    // How long a beginning of the content ends at each of its characters, apart from the whole.
    private static int[] FallBack(string content)
    {
        int[] lengths = new int[content.Length];
        for (int i = 1, length = 0; i < content.Length; i++)
        {
            while (length > 0 && content[length] != content[i])
                length = lengths[length - 1];
            length += content[length] == content[i] ? 1 : 0;
            lengths[i] = length;
        }

        return lengths;
    }
}

/// <summary>One code point of a kind.</summary>
internal sealed class CharacterPattern(Func<int, bool> predicate) : TextPattern
{
    protected override bool TryFind(ReadOnlySpan<char> text, int from, WorkBudget budget, out int start, out int end)
    {
        for (start = from; start < text.Length; start = end)
        {
            int code = CodePoints.At(text, start, out int length);
            end = start + length;
            if (predicate(code))
                return true;
        }

        end = start;
        return false;
    }
}
