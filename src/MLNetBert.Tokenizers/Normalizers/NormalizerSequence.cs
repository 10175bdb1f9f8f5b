namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Normalizers, one after another.</summary>
internal sealed class NormalizerSequence(IEnumerable<Normalizer> steps) : Normalizer
{
    public IReadOnlyList<Normalizer> Steps { get; } = [.. steps];

    public override bool KeepsCutPlaces => Steps.All(step => step.KeepsCutPlaces);

    public override void Normalize(NormalizedText text)
    {
        foreach (Normalizer step in Steps)
        {
            // A look at a text that finds nothing to change is work too.
            text.Budget.Charge(1 + (text.Length >> 3));
            step.Normalize(text);
        }
    }
}
