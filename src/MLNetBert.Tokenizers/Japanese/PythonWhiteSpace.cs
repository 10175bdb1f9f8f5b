namespace MLNetBert.Tokenizers.Japanese;

/// <summary>Cuts at what Python's str.split() treats as white space: White_Space and U+001C to U+001F.</summary>
internal sealed class PythonWhiteSpace : SplittingPreTokenizer
{
    public static readonly PythonWhiteSpace Instance = new();

    public static bool Is(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    protected override void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output)
    {
        int start = 0;
        for (int i = 0; i <= piece.Length; i++)
        {
            if (i == piece.Length || Is(piece[i]))
            {
                output.Add(offset + start, offset + i);
                start = i + 1;
            }
        }
    }
}
