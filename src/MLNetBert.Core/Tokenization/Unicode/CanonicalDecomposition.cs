namespace MLNetBert.Tokenization.Unicode;

/// <summary>Canonical decomposition of single code points, and combining classes. Thread-safe.</summary>
internal static class CanonicalDecomposition
{
    private const int HangulFirst = 0xAC00, HangulEnd = 0xD7A4;
    private static readonly Lazy<CodePointMap> Decompositions = new(() => UnicodeTables.Map("nfd"));
    private static readonly Lazy<byte[]?[]> Classes = new(ReadClasses);

    /// <summary>The canonical combining class; 0 for what never moves.</summary>
    public static int CombiningClass(int codePoint) => Classes.Value[codePoint >> 8] is { } page ? page[codePoint & 255] : 0;

    /// <summary>Writes the full decomposition into <paramref name="result"/> (at least 4 places) and gives its length.</summary>
    public static int Decompose(int codePoint, Span<int> result)
    {
        if (codePoint is >= HangulFirst and < HangulEnd)
        {
            int index = codePoint - HangulFirst;
            result[0] = 0x1100 + index / (21 * 28);
            result[1] = 0x1161 + index % (21 * 28) / 28;
            result[2] = 0x11A7 + index % 28;
            return index % 28 == 0 ? 2 : 3;
        }

        if (Decompositions.Value.TryGet(codePoint, out ReadOnlySpan<int> parts))
        {
            parts.CopyTo(result);
            return parts.Length;
        }

        result[0] = codePoint;
        return 1;
    }

    private static byte[]?[] ReadClasses()
    {
        var pages = new byte[]?[0x1100];
        foreach ((int start, int end, int value) in UnicodeTables.Values("combining_class"))
        {
            for (int code = start; code < end; code++)
            {
                (pages[code >> 8] ??= new byte[256])[code & 255] = (byte)value;
            }
        }

        return pages;
    }
}
