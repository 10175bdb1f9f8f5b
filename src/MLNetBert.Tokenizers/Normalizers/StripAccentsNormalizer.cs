namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Drops combining marks (Mn, Mc, Me); does not decompose.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public static readonly StripAccentsNormalizer Instance = new();

    private const char FirstMark = '\u0300';

    public override bool KeepsCutPlaces => true;

    public override void Normalize(NormalizedText text)
    {
        if (text.Chars.IndexOfAnyInRange(FirstMark, '\uFFFF') >= 0)
            Filter.Remove(text, CodePoints.Mark);
    }
}
