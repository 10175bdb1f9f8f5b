namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Replaces each match of a pattern in each token with a text.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : Pipeline.Decoder
{
    public static ReplaceDecoder Read(ConfigNode node) => new(TextPattern.Read(node.Required("pattern")), node.Required("content").String());

    public override void Decode(List<string> tokens)
    {
        var parts = new List<PatternMatch>();
        for (int i = 0; i < tokens.Count; i++)
        {
            parts.Clear();
            pattern.Find(tokens[i], parts);
            var text = new StringBuilder();
            foreach (PatternMatch part in parts)
                text.Append(part.IsMatch ? content : tokens[i].AsSpan(part.Start..part.End));
            tokens[i] = text.ToString();
        }
    }
}
