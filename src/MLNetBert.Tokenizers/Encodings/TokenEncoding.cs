namespace MLNetBert.Tokenizers;

/// <summary>What a text, or a pair, became. All arrays have one entry per token. Mirrors Hugging Face's Encoding.</summary>
public sealed class TokenEncoding
{
    /// <summary>The token ids.</summary>
    public required int[] Ids { get; init; }

    /// <summary>The token type ids.</summary>
    public required int[] TypeIds { get; init; }

    /// <summary>1 for tokens, 0 for padding.</summary>
    public required int[] AttentionMask { get; init; }

    /// <summary>1 for tokens that the post-processor or padding added; 0 for a special token written in the text.</summary>
    public required int[] SpecialTokensMask { get; init; }

    /// <summary>Start and end (exclusive) of each token in its text, in UTF-16 code units; (0, 0) for added ones.</summary>
    public required (int Start, int End)[] Offsets { get; init; }

    /// <summary>The tokens as text.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>Which text a token comes from: 0 the first, 1 the second, -1 neither (added tokens and padding).</summary>
    public required int[] SequenceIds { get; init; }

    /// <summary>The further windows, in order, if the text was longer than the limit.</summary>
    public IReadOnlyList<TokenEncoding> Overflowing { get; init; } = [];

    /// <summary>The offsets in code points, as Python counts them.</summary>
    /// <param name="text">The text that was encoded.</param>
    /// <param name="textPair">The second text that was encoded, if any.</param>
    public (int Start, int End)[] OffsetsInCodePoints(string text, string? textPair = null)
    {
        int[]?[] positions = [CodePointPositions(text), textPair == null ? null : CodePointPositions(textPair)];
        var offsets = new (int Start, int End)[Offsets.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            (int start, int end) = Offsets[i];
            offsets[i] = SequenceIds[i] >= 0 && positions[SequenceIds[i]] is { } position ? (position[start], position[end]) : (start, end);
        }

        return offsets;
    }

    /// <summary>The number of code points before each code unit, or null if the two are the same.</summary>
    private static int[]? CodePointPositions(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDBFF'))
            return null;

        int[] positions = new int[text.Length + 1];
        for (int i = 0; i < text.Length; i++)
        {
            bool second = i > 0 && char.IsSurrogatePair(text[i - 1], text[i]);
            positions[i + 1] = positions[i] + (second ? 0 : 1);
        }

        return positions;
    }
}
