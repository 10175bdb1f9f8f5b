namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>What becomes of the delimiters between words.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Cuts a piece at matches.</summary>
internal static class SplitBehaviors
{
    public static SplitBehavior Read(ConfigNode node) =>
        Enum.TryParse(node.String(), out SplitBehavior behavior) && Enum.IsDefined(behavior) && behavior.ToString() == node.String()
            ? behavior
            : throw node.Error($"must be one of {string.Join(", ", Enum.GetNames<SplitBehavior>())}");

    /// <summary>Adds the words of a piece at <paramref name="offset"/>; the matches and what is between them cover it.</summary>
    public static void Split(this SplitBehavior behavior, List<PatternMatch> parts, int offset, PreTokenizedText output)
    {
        if (behavior == SplitBehavior.MergedWithNext)
            MergeBackwards(parts);
        int start = -1;
        for (int i = 0; i < parts.Count; i++)
        {
            if (behavior == SplitBehavior.Removed && parts[i].IsMatch)
                continue;
            if (!JoinsPrevious(behavior, parts, i))
                start = parts[i].Start;
            if (!JoinsPrevious(behavior, parts, i + 1))
                output.Add(offset + start, offset + parts[i].End);
        }
    }

    private static bool JoinsPrevious(SplitBehavior behavior, List<PatternMatch> parts, int i) => i > 0 && i < parts.Count && behavior switch
    {
        SplitBehavior.Contiguous => parts[i].IsMatch == parts[i - 1].IsMatch,
        SplitBehavior.MergedWithPrevious => parts[i].IsMatch && !parts[i - 1].IsMatch,
        _ => false,
    };

    // A match goes to what follows it, unless that is a match too.
    private static void MergeBackwards(List<PatternMatch> parts)
    {
        int write = parts.Count;
        bool next = false;
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            PatternMatch part = parts[i];
            if (part.IsMatch && !next && write < parts.Count)
                parts[write] = parts[write] with { Start = part.Start };
            else
                parts[--write] = part with { IsMatch = false };
            next = part.IsMatch;
        }

        parts.RemoveRange(0, write);
    }
}
