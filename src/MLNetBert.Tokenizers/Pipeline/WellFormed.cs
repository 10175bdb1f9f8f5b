namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>UTF-16 without lone surrogates.</summary>
internal static class WellFormed
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text itself if it is well-formed, else a copy with U+FFFD for each lone surrogate.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> text)
    {
        int first = FirstLoneSurrogate(text, 0);
        if (first < 0)
            return text;

        char[] copy = text.ToArray();
        for (int i = first; i >= 0; i = FirstLoneSurrogate(copy, i))
            copy[i] = Replacement;

        return copy;
    }

    private static int FirstLoneSurrogate(ReadOnlySpan<char> text, int start)
    {
        while (true)
        {
            int next = text[start..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
                return -1;

            start += next;
            if (start + 1 == text.Length || !char.IsSurrogatePair(text[start], text[start + 1]))
                return start;

            start += 2;
        }
    }
}
