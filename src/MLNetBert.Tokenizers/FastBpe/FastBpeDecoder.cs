namespace MLNetBert.Tokenizers.FastBpe;

/// <summary>Joins words: a token that ends in "@@" goes on in the next.</summary>
internal sealed class FastBpeDecoder : Decoder
{
    public static readonly FastBpeDecoder Instance = new();

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        for (int i = 0; i < tokens.Count - 1; i++)
            tokens[i] = tokens[i].EndsWith(FastBpeModel.GoesOn, StringComparison.Ordinal) ? tokens[i][..^FastBpeModel.GoesOn.Length] : tokens[i] + " ";
    }
}
