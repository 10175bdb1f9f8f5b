namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Normalizers, one after another.</summary>
internal sealed class NormalizerSequence(IEnumerable<Normalizer> steps) : Normalizer
{
    public IReadOnlyList<Normalizer> Steps { get; } = [.. steps];

    public override void Normalize(NormalizedText text)
    {
        foreach (Normalizer step in Steps)
            step.Normalize(text);
    }
}
