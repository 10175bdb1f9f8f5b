using MLNetBert.Tokenization.Pipeline;
using MLNetBert.Tokenization.Unicode;

namespace MLNetBert.Tokenization.Normalizers;

/// <summary>Full lower case, code point by code point: no final sigma.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public static readonly LowercaseNormalizer Instance = new();

    public override void Normalize(NormalizedText text)
    {
        CodePointMap lower = CodePoints.LowerCase;
        text.BeginRewrite();
        for (int i = 0; i < text.Length;)
        {
            int code = CodePoints.At(text.Chars, i, out int length);
            if (lower.TryGet(code, out ReadOnlySpan<int> result))
            {
                foreach (int c in result)
                {
                    text.EmitCodePoint(c, i);
                }
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
