namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>Cuts at the matches of a pattern: Split, Punctuation, Digits and CharDelimiterSplit.</summary>
internal sealed class PatternPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert) : SplittingPreTokenizer
{
    /// <summary>More matches are not worth the room for them.</summary>
    private const int Many = 1 << 20;

    [ThreadStatic]
    private static List<PatternMatch>? _matches;

    public static PatternPreTokenizer Split(ConfigNode node) =>
        new(TextPattern.Read(node.Required("pattern")), SplitBehaviors.Read(node.Required("behavior")), node.Required("invert").Bool());

    public static PatternPreTokenizer Punctuation(ConfigNode node) =>
        new(new CharacterPattern(CodePoints.BertPunctuation.Contains), node["behavior"].IsNull ? SplitBehavior.Isolated : SplitBehaviors.Read(node["behavior"]), invert: false);

    public static PatternPreTokenizer Digits(ConfigNode node) =>
        new(new CharacterPattern(GeneralCategories.IsNumeric), node.Required("individual_digits").Bool() ? SplitBehavior.Isolated : SplitBehavior.Contiguous, invert: false);

    public static PatternPreTokenizer CharDelimiter(ConfigNode node)
    {
        int delimiter = ReadCharacter(node.Required("delimiter"));
        return new(new CharacterPattern(c => c == delimiter), SplitBehavior.Removed, invert: false);
    }

    /// <summary>Reads a string of one code point.</summary>
    public static int ReadCharacter(ConfigNode node)
    {
        string text = node.String();
        return text.Length > 0 && CodePoints.At(text, 0, out int length) is var code && length == text.Length ? code : throw node.Error("must be one character");
    }

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        List<PatternMatch> matches = _matches ??= [];
        matches.Clear();
        pattern.Find(piece, matches, output.Text.Budget);
        if (invert)
        {
            for (int i = 0; i < matches.Count; i++)
                matches[i] = matches[i] with { IsMatch = !matches[i].IsMatch };
        }

        behavior.Split(matches, offset, output);
        if (matches.Capacity > Many)
            _matches = null;
    }
}
