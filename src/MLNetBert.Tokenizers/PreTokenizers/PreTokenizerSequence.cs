namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>Pre-tokenizers, one after another, each applied to the words of the previous one.</summary>
internal sealed class PreTokenizerSequence(IEnumerable<PreTokenizer> steps) : PreTokenizer
{
    public IReadOnlyList<PreTokenizer> Steps { get; } = [.. steps];

    public override bool DependsOnPosition => Steps.Any(step => step.DependsOnPosition);

    public override void PreTokenize(PreTokenizedText text)
    {
        foreach (PreTokenizer step in Steps)
            step.PreTokenize(text);
    }
}
