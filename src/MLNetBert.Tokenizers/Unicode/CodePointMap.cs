namespace MLNetBert.Tokenizers.Unicode;

/// <summary>A map from code points to short sequences of code points; whatever is not in it stays the same.</summary>
internal sealed class CodePointMap
{
    private readonly int[]?[] _pages = new int[]?[0x1100];
    private readonly int[] _results;

    /// <param name="entries">Code points with their results.</param>
    public CodePointMap(IEnumerable<(int CodePoint, int[] Result)> entries)
    {
        var results = new List<int>();
        foreach ((int code, int[] result) in entries)
        {
            // 0 means no entry; else start + 1 and the length (at most 31) in one number.
            (_pages[code >> 8] ??= new int[256])[code & 255] = ((results.Count + 1) << 5) | result.Length;
            results.AddRange(result);
        }

        _results = [.. results];
    }

    /// <summary>Whether the code point changes, and into what (perhaps nothing).</summary>
    public bool TryGet(int codePoint, out ReadOnlySpan<int> result)
    {
        int entry = _pages[codePoint >> 8] is { } page ? page[codePoint & 255] : 0;
        result = entry == 0 ? default : _results.AsSpan((entry >> 5) - 1, entry & 31);
        return entry != 0;
    }
}
