namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>Runs of word characters, and runs of characters that are neither that nor white space: \w+|[^\w\s]+.</summary>
internal sealed class WhitespacePreTokenizer : SplittingPreTokenizer
{
    public static readonly WhitespacePreTokenizer Instance = new();

    public override bool CutsAtCutPlaces => true;

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        int start = 0;
        bool lastIsWord = false;
        for (int i = 0; i < piece.Length;)
        {
            int code = CodePoints.At(piece, i, out int length);
            bool isWord = CodePoints.Word.Contains(code);
            bool isSpace = !isWord && CodePoints.WhiteSpace.Contains(code);
            if (isSpace || isWord != lastIsWord)
            {
                output.Add(offset + start, offset + i);
                start = isSpace ? i + length : i;
            }

            lastIsWord = isWord;
            i += length;
        }

        output.Add(offset + start, offset + piece.Length);
    }
}
