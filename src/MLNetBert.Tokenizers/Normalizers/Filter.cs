namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Drops code points.</summary>
internal static class Filter
{
    public static void Remove(NormalizedText text, CodePointSet set)
    {
        text.BeginRewrite();
        int kept = 0;
        for (int i = 0; i < text.Length;)
        {
            int code = CodePoints.At(text.Chars, i, out int length);
            if (set.Contains(code))
            {
                text.EmitRange(kept, i);
                kept = i + length;
            }

            i += length;
        }

        text.EmitRange(kept, text.Length);
        text.EndRewrite();
    }
}
