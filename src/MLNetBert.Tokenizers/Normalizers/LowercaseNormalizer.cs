namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Full lower case, code point by code point, without final sigma.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public static readonly LowercaseNormalizer Instance = new();

    public override bool KeepsCutPlaces => true;

    public override void Normalize(NormalizedText text)
    {
        CodePointMap lower = CodePoints.LowerCase;
        ReadOnlySpan<char> chars = text.Chars;
        text.BeginRewrite();
        for (int i = 0; i < chars.Length;)
        {
            if (chars[i] < 0x80)
            {
                text.Emit((uint)(chars[i] - 'A') < 26 ? (char)(chars[i] | 0x20) : chars[i], i);
                i++;
                continue;
            }

            int code = CodePoints.At(chars, i, out int length);
            if (lower.TryGet(code, out ReadOnlySpan<int> result))
            {
                foreach (int c in result)
                    text.EmitCodePoint(c, i);
            }
            else
            {
                text.EmitRange(i, i + length);
            }

            i += length;
        }

        text.EndRewrite();
    }
}
