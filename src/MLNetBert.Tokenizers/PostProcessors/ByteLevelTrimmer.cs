namespace MLNetBert.Tokenizers.PostProcessors;

/// <summary>Excludes the spaces at a token's ends from its offsets. The post-processor ByteLevel does nothing else.</summary>
internal sealed class ByteLevelTrimmer(bool addPrefixSpace) : OffsetTrimmer
{
    private static readonly char Space = ByteLevelAlphabet.All[' '];

    public static PostProcessor Read(ConfigNode node) => !node.Required("trim_offsets").Bool()
        ? PostProcessor.None
        : new PostProcessor
        {
            Single = PostProcessor.None.Single,
            Pair = PostProcessor.None.Pair,
            Trimmer = new ByteLevelTrimmer(node.Required("add_prefix_space").Bool()),
        };

    public override (int Start, int End) Trim((int Start, int End) offsets, string token, int index)
    {
        int leading = 0, trailing = 0;
        while (leading < token.Length && IsSpace(token[leading]))
            leading++;
        while (trailing < token.Length && IsSpace(token[^(trailing + 1)]))
            trailing++;

        // A space before the first token is the one that was added; it is not in the text.
        if (leading == 1 && addPrefixSpace && (index == 0 || offsets.Start == 0))
            leading = 0;
        (int start, int end) = offsets;
        start = Math.Min(start + leading, end);
        if (trailing > 0 && end >= trailing)
            end = Math.Max(end - trailing, start);
        return (start, end);
    }

    private static bool IsSpace(char unit) => unit == Space || CodePoints.WhiteSpace.Contains(unit);
}
