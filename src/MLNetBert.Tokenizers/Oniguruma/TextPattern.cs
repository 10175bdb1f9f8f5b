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
    protected abstract bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end);

    /// <summary>Adds all matches and what is between them, without gaps. An empty text is one stretch without a match.</summary>
    public void Find(ReadOnlySpan<char> text, List<PatternMatch> parts)
    {
        if (text.IsEmpty)
        {
            parts.Add(new PatternMatch(0, 0, false));
            return;
        }

        int previous = 0, from = 0, lastEnd = -1;
        while (from <= text.Length && TryFind(text, from, out int start, out int end))
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
    public override bool CanMatch(ReadOnlySpan<char> text) => text.Contains(content, StringComparison.Ordinal);

    protected override bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        int at = text[from..].IndexOf(content, StringComparison.Ordinal);
        (start, end) = (from + at, from + at + content.Length);
        return at >= 0;
    }
}

/// <summary>One code point of a kind.</summary>
internal sealed class CharacterPattern(Func<int, bool> predicate) : TextPattern
{
    protected override bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end)
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
