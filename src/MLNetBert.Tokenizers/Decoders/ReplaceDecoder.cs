namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Replaces each match of a pattern in each token with a text.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : Pipeline.Decoder
{
    public static ReplaceDecoder Read(ConfigNode node) => new(TextPattern.Read(node.Required("pattern")), node.Required("content").String());

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        var parts = new List<PatternMatch>();
        long units = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            parts.Clear();
            pattern.Find(tokens[i], parts, budget);
            var text = new StringBuilder();
            foreach (PatternMatch part in parts)
            {
                units += part.IsMatch ? content.Length : part.End - part.Start;
                budget.CheckUnits(units);
                text.Append(part.IsMatch ? content : tokens[i].AsSpan(part.Start..part.End));
            }

            tokens[i] = text.ToString();
        }
    }
}
