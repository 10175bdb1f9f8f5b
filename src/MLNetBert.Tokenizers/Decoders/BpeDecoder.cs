namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Turns the mark of a word's end into a space.</summary>
internal sealed class BpeDecoder(string suffix) : Decoder
{
    public static BpeDecoder Read(ConfigNode node) =>
        new(node.Required("suffix").String() is { Length: > 0 } suffix ? suffix : throw node["suffix"].Error("must not be empty"));

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        for (int i = 0; i < tokens.Count; i++)
            tokens[i] = tokens[i].Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal);
    }
}
