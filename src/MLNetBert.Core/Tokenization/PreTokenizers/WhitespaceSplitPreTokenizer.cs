using MLNetBert.Tokenization.Pipeline;
using MLNetBert.Tokenization.Unicode;

namespace MLNetBert.Tokenization.PreTokenizers;

/// <summary>White space separates, and nothing else.</summary>
internal sealed class WhitespaceSplitPreTokenizer : SplittingPreTokenizer
{
    public static readonly WhitespaceSplitPreTokenizer Instance = new();

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        int start = 0;
        for (int i = 0; i < piece.Length; i++)
        {
            if (CodePoints.WhiteSpace.Contains(piece[i]))
            {
                output.Add(offset + start, offset + i);
                start = i + 1;
            }
        }

        output.Add(offset + start, offset + piece.Length);
    }
}
