namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Turns runs of tokens such as &lt;0x41> into the text of these bytes, or into one U+FFFD for each if they are not UTF-8.</summary>
internal sealed class ByteFallbackDecoder : Pipeline.Decoder
{
    public static readonly ByteFallbackDecoder Instance = new();

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        string[] old = [.. tokens];
        tokens.Clear();
        var bytes = new List<byte>();
        foreach (string token in old)
        {
            if (token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, tokens);
            tokens.Add(token);
        }

        Flush(bytes, tokens);
    }

    private static void Flush(List<byte> bytes, List<string> tokens)
    {
        if (bytes.Count == 0)
            return;
        try
        {
            tokens.Add(Strict.GetString(bytes.ToArray()));
        }
        catch (DecoderFallbackException)
        {
            tokens.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
        }

        bytes.Clear();
    }
}
