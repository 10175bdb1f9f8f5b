namespace MLNetBert.Tokenizers;

/// <summary>How many tokens of each text stay, and which windows that makes, as in Hugging Face's tokenizers. Thread-safe.</summary>
public static class TokenTruncation
{
    /// <summary>The lengths that fit into a room.</summary>
    /// <param name="first">The tokens of the first text, special ones not counted.</param>
    /// <param name="textPair">Those of the second text; null if there is none.</param>
    /// <param name="room">The most that both may have together.</param>
    /// <param name="strategy">Which text loses tokens.</param>
    /// <returns>How many tokens each text keeps.</returns>
    /// <exception cref="ArgumentException">Only the second text may be cut, and there is none.</exception>
    /// <exception cref="BadInputException">The text that may be cut is too short.</exception>
    public static (int First, int Second) Lengths(int first, int? textPair, int room, TruncationStrategy strategy)
    {
        int second = textPair ?? 0, excess = first + second - room;
        if (excess <= 0)
            return (first, second);

        switch (strategy)
        {
            case TruncationStrategy.LongestFirst:
                return textPair != null ? LongestFirst(first, second, room) : (room, 0);
            case TruncationStrategy.OnlyFirst when first > excess:
                return (first - excess, second);
            case TruncationStrategy.OnlySecond when textPair == null:
                throw new ArgumentException("Truncation is OnlySecond, but there is no second text; use LongestFirst or OnlyFirst, or give a pair.", nameof(EncodeOptions.Truncation));
            case TruncationStrategy.OnlySecond when second > excess:
                return (first, second - excess);
            default:
                string which = strategy == TruncationStrategy.OnlyFirst ? "first" : "second";
                throw new BadInputException($"The {which} text is too short to cut {excess} tokens from it, and only it may be cut; use longest_first or a greater max length.") { Code = "text.too-long" };
        }
    }

    /// <summary>The windows of a text of <paramref name="length"/> tokens if <paramref name="room"/> stay: the result first, then the overflow.</summary>
    internal static List<(int Start, int End)> Windows(int length, int room, int stride, SequenceSide side)
    {
        if (room >= length)
            return [(0, length)];

        if (room == 0)
            return [(0, 0), (0, length)];

        CheckStride(length, room, stride);
        var windows = new List<(int Start, int End)>();
        int step = room - stride;
        if (side == SequenceSide.Right)
        {
            for (int start = 0; windows.Count == 0 || windows[^1].End < length; start += step)
                windows.Add((start, Math.Min(start + room, length)));
        }
        else
        {
            for (int end = length; windows.Count == 0 || windows[^1].Start > 0; end -= step)
                windows.Add((Math.Max(end - room, 0), end));
        }

        return windows;
    }

    /// <exception cref="ArgumentException">A further window would have no new token.</exception>
    internal static void CheckStride(int length, int room, int stride)
    {
        if (room < length && room > 0 && stride >= room)
            throw new ArgumentException($"The stride is {stride}, but a text has room for only {room} tokens; the stride must be smaller.", nameof(EncodeOptions.Stride));
    }

    /// <summary>The shorter text keeps its length if it fits; otherwise both get half, and the longer one the odd token.</summary>
    private static (int First, int Second) LongestFirst(int first, int second, int room)
    {
        (int shorter, int longer) = (Math.Min(first, second), Math.Max(first, second));
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + room % 2;
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }
}
