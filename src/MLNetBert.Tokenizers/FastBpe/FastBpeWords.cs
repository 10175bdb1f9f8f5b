using MLNetBert.Tokenizers.Japanese;

namespace MLNetBert.Tokenizers.FastBpe;

/// <summary>Python's <c>\S+\n?</c>: what stands between white space, with a line feed right after it.</summary>
internal sealed class FastBpeWords : SplittingPreTokenizer
{
    public static readonly FastBpeWords Instance = new();

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        int start = 0;
        for (int i = 0; i <= piece.Length; i++)
        {
            if (i < piece.Length && !PythonWhiteSpace.Is(piece[i]))
                continue;
            output.Add(offset + start, offset + (i > start && i < piece.Length && piece[i] == '\n' ? i + 1 : i));
            start = i + 1;
        }
    }
}
