namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Drops up to a given number of one character at the ends of each token.</summary>
internal sealed class StripDecoder(int content, int start, int stop) : Pipeline.Decoder
{
    public static StripDecoder Read(ConfigNode node) =>
        new(PatternPreTokenizer.ReadCharacter(node.Required("content")), node.Required("start").Count(), node.Required("stop").Count());

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            Rune[] runes = [.. tokens[i].EnumerateRunes()];
            int from = 0, to = runes.Length;
            while (from < start && from < runes.Length && runes[from].Value == content)
                from++;
            while (runes.Length - to < stop && to > 0 && runes[to - 1].Value == content)
                to--;
            tokens[i] = from < to ? string.Concat(runes[from..to]) : "";
        }
    }
}
