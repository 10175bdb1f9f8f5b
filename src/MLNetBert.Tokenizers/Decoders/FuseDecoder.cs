namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Joins everything into one piece.</summary>
internal sealed class FuseDecoder : Decoder
{
    public static readonly FuseDecoder Instance = new();

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        string all = string.Concat(tokens);
        tokens.Clear();
        tokens.Add(all);
    }
}
