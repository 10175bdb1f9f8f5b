namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Writes the UTF-8 bytes of a text as visible characters.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public static readonly ByteLevelNormalizer Instance = new();

    public override void Normalize(NormalizedText text)
    {
        text.BeginRewrite();
        ByteLevelAlphabet.Emit(text, 0, text.Length);
        text.EndRewrite();
    }
}
