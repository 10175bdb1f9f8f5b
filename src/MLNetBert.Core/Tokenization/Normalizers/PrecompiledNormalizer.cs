using MLNetBert.Tokenization.Json;
using MLNetBert.Tokenization.Pipeline;
using MLNetBert.Tokenization.Unicode;

namespace MLNetBert.Tokenization.Normalizers;

/// <summary>
/// SentencePiece's precompiled character map as the reference library applies it: over extended grapheme clusters; a cluster under 6
/// UTF-8 bytes is looked up whole and replaced by what its shortest key gives, else its code points one by one.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : Normalizer
{
    private const int LongestWholeCluster = 5;

    public static PrecompiledNormalizer Read(ConfigNode node)
    {
        ConfigNode bytes = node.Required("precompiled_charsmap");
        try
        {
            return new PrecompiledNormalizer(new CharacterMap(Convert.FromBase64String(bytes.String())));
        }
        catch (FormatException e)
        {
            throw bytes.Error($"is no character map: {e.Message.TrimEnd('.')}");
        }
    }

    public override void Normalize(NormalizedText text)
    {
        if (!map.CanChange(text.Chars))
            return;
        TextTransform transform = TextTransform.Begin();
        ReadOnlySpan<char> chars = text.Chars;
        bool changed = false;
        for (int start = 0; start < chars.Length;)
        {
            // Printable ASCII that ASCII follows is a cluster of its own, and by far the most frequent one.
            int end = chars[start] is >= ' ' and < '\u007F' && (start + 1 == chars.Length || chars[start + 1] < '\u007F') ? start + 1 : Graphemes.End(chars, start);
            ReadOnlySpan<char> cluster = chars[start..end];
            start = end;
            if (System.Text.Encoding.UTF8.GetByteCount(cluster) <= LongestWholeCluster && map.TryGet(cluster, out string? to))
            {
                changed = true;
                transform.AddReplacement(to, CountOf(cluster));
                continue;
            }

            for (int i = 0; i < cluster.Length;)
            {
                int code = CodePoints.At(cluster, i, out int length);
                if (map.TryGet(cluster.Slice(i, length), out to))
                {
                    changed = true;
                    transform.AddReplacement(to, 1);
                }
                else
                {
                    transform.Add(code, 0);
                }

                i += length;
            }
        }

        if (changed)
            transform.Apply(text);
    }

    private static int CountOf(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char unit in text)
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        return count;
    }
}
