using MLNetBert.Tokenization.Pipeline;
using MLNetBert.Tokenization.Unicode;

namespace MLNetBert.Tokenization.Normalizers;

/// <summary>Drops combining marks (Mn, Mc, Me); does not decompose.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public static readonly StripAccentsNormalizer Instance = new();

    public override void Normalize(NormalizedText text) => Filter.Remove(text, CodePoints.Mark);
}
