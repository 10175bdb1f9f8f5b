namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>GPT-2's: perhaps a space before the text, then words by its pattern, then bytes as visible characters.</summary>
internal sealed class ByteLevelPreTokenizer : PreTokenizer
{
    public required bool AddPrefixSpace { get; init; }

    public required bool UseRegex { get; init; }

    public static ByteLevelPreTokenizer Read(ConfigNode node) => new()
    {
        AddPrefixSpace = node.Required("add_prefix_space").Bool(),
        UseRegex = node["use_regex"].Bool(missing: true),
    };

    public override bool CutsAtCutPlaces => UseRegex;

    public override void PreTokenize(PreTokenizedText text)
    {
        if (AddPrefixSpace)
            AddSpaces(text);
        if (UseRegex)
            Cut(text);
        text.BeginSplit();
        text.Text.BeginRewrite();
        foreach ((int start, int end) in text.Pieces)
        {
            int word = text.Text.EmittedLength;
            ByteLevelAlphabet.Emit(text.Text, start, end);
            text.Add(word, text.Text.EmittedLength);
        }

        text.Text.EndRewrite();
        text.EndSplit();
    }

    private static void AddSpaces(PreTokenizedText text)
    {
        text.BeginSplit();
        text.Text.BeginRewrite();
        foreach ((int start, int end) in text.Pieces)
        {
            int word = text.Text.EmittedLength;
            if (text.Text.Chars[start] != ' ')
                text.Text.Emit(' ', start);
            text.Text.EmitRange(start, end);
            text.Add(word, text.Text.EmittedLength);
        }

        text.Text.EndRewrite();
        text.EndSplit();
    }

    private static void Cut(PreTokenizedText text)
    {
        text.BeginSplit();
        foreach ((int start, int end) in text.Pieces)
        {
            ReadOnlySpan<char> piece = text.Text.Chars[start..end];
            for (int at = 0; at < piece.Length;)
            {
                int next = ByteLevelPattern.End(piece, at);
                text.Add(start + at, start + next);
                at = next;
            }
        }

        text.EndSplit();
    }
}
