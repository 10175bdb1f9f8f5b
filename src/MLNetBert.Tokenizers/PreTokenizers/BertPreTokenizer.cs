namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>White space separates; every punctuation character stands alone.</summary>
internal sealed class BertPreTokenizer : SplittingPreTokenizer
{
    public static readonly BertPreTokenizer Instance = new();

    public override bool CutsAtCutPlaces => true;

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        int start = 0;
        for (int i = 0; i < piece.Length;)
        {
            int code = CodePoints.At(piece, i, out int length);
            bool punctuation = CodePoints.BertPunctuation.Contains(code);
            if (punctuation || CodePoints.WhiteSpace.Contains(code))
            {
                output.Add(offset + start, offset + i);
                start = i + length;
                if (punctuation)
                    output.Add(offset + i, offset + start);
            }

            i += length;
        }

        output.Add(offset + start, offset + piece.Length);
    }
}
