namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>Pre-tokenizers, one after another, each applied to the words of the previous one.</summary>
internal sealed class PreTokenizerSequence(IEnumerable<PreTokenizer> steps) : PreTokenizer
{
    public IReadOnlyList<PreTokenizer> Steps { get; } = [.. steps];

    public override bool DependsOnPosition => Steps.Any(step => step.DependsOnPosition);

    /// <summary>Each step after the first sees only the words of the one before it.</summary>
    public override bool CutsAtCutPlaces => Steps.Count > 0 && Steps[0].CutsAtCutPlaces;

    public override void PreTokenize(PreTokenizedText text)
    {
        foreach (PreTokenizer step in Steps)
        {
            text.Text.Budget.Charge(1 + (text.Text.Length >> 3));
            step.PreTokenize(text);
        }
    }
}
