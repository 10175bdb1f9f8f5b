namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>SentencePiece's cleaning: most ASCII controls are dropped, other kinds of space become U+0020.</summary>
internal sealed class NmtNormalizer : Normalizer
{
    public static readonly NmtNormalizer Instance = new();

    public override bool KeepsCutPlaces => true;

    public override void Normalize(NormalizedText text)
    {
        text.BeginRewrite();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text.Chars[i];
            if (c is not ((>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F'))
                text.Emit(IsSpace(c) ? ' ' : c, i);
        }

        text.EndRewrite();
    }

    private static bool IsSpace(char c) =>
        c is '\u0009' or '\u000A' or '\u000C' or '\u000D' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD';
}
