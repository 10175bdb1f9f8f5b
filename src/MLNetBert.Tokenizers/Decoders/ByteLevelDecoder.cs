namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Turns visible characters back into bytes, and all bytes into one text; a token with any other character stays as it is.</summary>
internal sealed class ByteLevelDecoder : Pipeline.Decoder
{
    public static readonly ByteLevelDecoder Instance = new();

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            int count = bytes.Count;
            foreach (char unit in token)
            {
                if (!ByteLevelAlphabet.TryGetByte(unit, out byte value))
                {
                    bytes.RemoveRange(count, bytes.Count - count);
                    bytes.AddRange(Encoding.UTF8.GetBytes(token));
                    break;
                }

                bytes.Add(value);
            }
        }

        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
