namespace MLNetBert.Tokenizers.Unicode;

/// <summary>A set of code points as a two-level table: pages of 256, each a bitmap; equal pages are shared.</summary>
internal sealed class CodePointSet
{
    private static readonly uint[] EmptyPage = new uint[8], FullPage = [.. Enumerable.Repeat(uint.MaxValue, 8)];
    private readonly uint[][] _pages = [.. Enumerable.Repeat(EmptyPage, 0x1100)];

    public CodePointSet(IEnumerable<(int Start, int End)> ranges)
    {
        foreach ((int start, int end) in ranges)
        {
            for (int code = start; code < end;)
            {
                ref uint[] page = ref _pages[code >> 8];
                if ((code & 255) == 0 && end - code >= 256)
                {
                    page = FullPage;
                    code += 256;
                    continue;
                }

                if (page == EmptyPage)
                    page = new uint[8];

                page[(code >> 5) & 7] |= 1u << (code & 31);
                code++;
            }
        }
    }

    /// <summary>Whether a code point (0 to 10FFFF) is in the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int codePoint) => (_pages[codePoint >> 8][(codePoint >> 5) & 7] >> (codePoint & 31) & 1) != 0;
}
