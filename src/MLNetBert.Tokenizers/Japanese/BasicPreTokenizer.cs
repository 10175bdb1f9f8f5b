namespace MLNetBert.Tokenizers.Japanese;

/// <summary>
/// transformers' BasicTokenizer without its spaces around ideographs: drops controls, cuts at white space and punctuation; with
/// <paramref name="lowercase"/> it also lower-cases and drops accents. Words on the list stay whole. Unicode classes are .NET's own, just as
/// transformers uses Python's.
/// </summary>
internal sealed class BasicPreTokenizer(bool lowercase, HashSet<string> neverSplit) : PreTokenizer
{
    public override void PreTokenize(PreTokenizedText text)
    {
        NormalizedText source = text.Text;
        RemoveControls(source);
        text.Reset();
        PythonWhiteSpace.Instance.PreTokenize(text);
        text.BeginSplit();
        source.BeginRewrite();
        foreach ((int start, int end) in text.Pieces)
        {
            int before = source.EmittedLength;
            if (neverSplit.Contains(source.Chars[start..end].ToString()))
            {
                source.EmitRange(start, end);
                text.Add(before, source.EmittedLength);
            }
            else
            {
                AddWords(text, start, end);
            }
        }

        source.EndRewrite();
        text.EndSplit();
    }

    private void AddWords(PreTokenizedText text, int start, int end)
    {
        NormalizedText source = text.Text;
        int wordStart = source.EmittedLength;
        for (int i = start; i < end;)
        {
            int code = CodePoints.At(source.Chars, i, out int length);
            int before = source.EmittedLength;
            if (IsPunctuation(code))
            {
                source.EmitRange(i, i + length);
                text.Add(wordStart, before);
                text.Add(before, source.EmittedLength);
                wordStart = source.EmittedLength;
            }
            else if (lowercase)
            {
                EmitBare(source, i, code);
            }
            else
            {
                source.EmitRange(i, i + length);
            }

            i += length;
        }

        text.Add(wordStart, source.EmittedLength);
    }

    // Lower case, then decomposed, then without non-spacing marks.
    private static void EmitBare(NormalizedText text, int at, int code)
    {
        Span<int> hangul = stackalloc int[3];
        ReadOnlySpan<int> lower = CodePoints.LowerCase.TryGet(code, out ReadOnlySpan<int> mapped) ? mapped : [code];
        foreach (int c in lower)
        {
            ReadOnlySpan<int> parts = Normalization.Decompose(c, compatibility: false, hangul);
            foreach (int part in parts.IsEmpty ? [c] : parts)
            {
                if (CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
                    text.EmitCodePoint(part, at);
            }
        }
    }

    private static void RemoveControls(NormalizedText text)
    {
        ReadOnlySpan<char> chars = text.Chars;
        text.BeginRewrite();
        for (int i = 0; i < chars.Length;)
        {
            int code = CodePoints.At(chars, i, out int length);
            if (code is '\t' or '\n' or '\r' || CharUnicodeInfo.GetUnicodeCategory(code) == UnicodeCategory.SpaceSeparator)
            {
                text.Emit(' ', i);
            }
            else if (code is not (0 or 0xFFFD) && CharUnicodeInfo.GetUnicodeCategory(code) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate))
            {
                text.EmitRange(i, i + length);
            }

            i += length;
        }

        text.EndRewrite();
    }

    // ASCII symbols count as punctuation, as in BERT.
    private static bool IsPunctuation(int code) =>
        code is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || CharUnicodeInfo.GetUnicodeCategory(code) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;
}
