namespace MLNetBert.Tokenizers.Japanese;

/// <summary>Lower-cases words as Python's str.lower does, except those on a list.</summary>
internal sealed class LowercaseWords(HashSet<string> except) : PreTokenizer
{
    public override void PreTokenize(PreTokenizedText text)
    {
        NormalizedText source = text.Text;
        text.BeginSplit();
        source.BeginRewrite();
        foreach ((int start, int end) in text.Pieces)
        {
            int before = source.EmittedLength;
            if (except.Contains(source.Chars[start..end].ToString()))
                source.EmitRange(start, end);
            else
                Lower(source, start, end);

            text.Add(before, source.EmittedLength);
        }

        source.EndRewrite();
        text.EndSplit();
    }

    /// <summary>Emits a word in lower case.</summary>
    public static void Lower(NormalizedText text, int start, int end)
    {
        for (int i = start; i < end;)
        {
            int code = CodePoints.At(text.Chars, i, out int length);
            if (code == 'Σ' && PythonLowerCase.IsFinalSigma(text.Chars[start..end], i - start))
            {
                // Python knows the final sigma.
                text.Emit('ς', i);
            }
            else if (CodePoints.LowerCase.TryGet(code, out ReadOnlySpan<int> lower))
            {
                foreach (int c in lower)
                    text.EmitCodePoint(c, i);
            }
            else
            {
                text.EmitRange(i, i + length);
            }

            i += length;
        }
    }
}
