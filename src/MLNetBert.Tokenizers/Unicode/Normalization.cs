namespace MLNetBert.Tokenizers.Unicode;

/// <summary>The tables of the four normalization forms, of Unicode 9 as the reference library has them; Hangul is computed.</summary>
internal static class Normalization
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, LCount = 19, VCount = 21, TCount = 28;
    private const int SCount = LCount * VCount * TCount;

    private static readonly Lazy<CodePointMap> Canonical = new(() => UnicodeTables.Map("nfd"));
    private static readonly Lazy<CodePointMap> Compatible = new(() => UnicodeTables.Map("nfkd"));
    private static readonly Lazy<CodePointTable> Classes = new(() => CodePointTable.Load("combining_class"));
    private static readonly Lazy<Dictionary<long, int>> Compositions = new(LoadCompositions);

    /// <summary>The full decomposition of a code point, empty if that is the code point itself; Hangul through <paramref name="hangul"/>, of length 3.</summary>
    public static ReadOnlySpan<int> Decompose(int codePoint, bool compatibility, Span<int> hangul)
    {
        if (codePoint < 0xA0)
            return default;
        int syllable = codePoint - SBase;
        if ((uint)syllable < SCount)
        {
            hangul[0] = LBase + syllable / (VCount * TCount);
            hangul[1] = VBase + syllable % (VCount * TCount) / TCount;
            hangul[2] = TBase + syllable % TCount;
            return syllable % TCount == 0 ? hangul[..2] : hangul[..3];
        }

        return (compatibility ? Compatible : Canonical).Value.TryGet(codePoint, out ReadOnlySpan<int> to) ? to : default;
    }

    /// <summary>The canonical combining class.</summary>
    public static byte CombiningClass(int codePoint) => codePoint < 0x300 ? (byte)0 : Classes.Value[codePoint];

    /// <summary>The primary composite of two code points, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if ((uint)(first - LBase) < LCount && (uint)(second - VBase) < VCount)
            return SBase + ((first - LBase) * VCount + (second - VBase)) * TCount;
        if ((uint)(first - SBase) < SCount && (first - SBase) % TCount == 0 && (uint)(second - TBase - 1) < TCount - 1)
            return first + second - TBase;
        return second >= 0x300 && Compositions.Value.TryGetValue(Pair(first, second), out int composite) ? composite : -1;
    }

    private static Dictionary<long, int> LoadCompositions()
    {
        var compositions = new Dictionary<long, int>();
        foreach ((int composite, int[] pair) in UnicodeTables.Entries("compose"))
            compositions[Pair(pair[0], pair[1])] = composite;
        return compositions;
    }

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;
}
