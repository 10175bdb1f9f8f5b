namespace MLNetBert.Tokenizers.Decoders;

/// <summary>Decoders, one after another.</summary>
internal sealed class DecoderSequence(IEnumerable<Decoder> steps) : Decoder
{
    private readonly Decoder[] _steps = [.. steps];

    public override void Decode(List<string> tokens, WorkBudget budget)
    {
        foreach (Decoder step in _steps)
        {
            budget.Charge(1 + tokens.Count);
            step.Decode(tokens, budget);
        }
    }
}
