namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>White space separates, and nothing else.</summary>
internal sealed class WhitespaceSplitPreTokenizer : SplittingPreTokenizer
{
    public static readonly WhitespaceSplitPreTokenizer Instance = new();

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Where(CodePoints.WhiteSpace.Contains).Select(c => (char)c)]);

    public override bool CutsAtCutPlaces => true;

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        for (int start = 0; start < piece.Length;)
        {
            int length = piece[start..].IndexOfAny(WhiteSpace);
            int end = length < 0 ? piece.Length : start + length;
            output.Add(offset + start, offset + end);
            start = end + 1;
        }
    }
}
