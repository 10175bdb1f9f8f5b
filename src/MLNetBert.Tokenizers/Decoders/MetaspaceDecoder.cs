namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Turns visible spaces back into spaces, but drops those of the first token if one was put before the text.</summary>
internal sealed class MetaspaceDecoder(char replacement, bool dropsFirst) : Pipeline.Decoder
{
    public static MetaspaceDecoder Read(ConfigNode node)
    {
        var settings = MetaspacePreTokenizer.Read(node);
        return new MetaspaceDecoder(settings.Replacement, settings.Prepend != MetaspacePreTokenizer.PrependScheme.Never);
    }

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            var text = new StringBuilder(tokens[i].Length);
            foreach (char unit in tokens[i])
            {
                if (unit != replacement)
                    text.Append(unit);
                else if (i > 0 || !dropsFirst)
                    text.Append(' ');
            }

            tokens[i] = text.ToString();
        }
    }
}
