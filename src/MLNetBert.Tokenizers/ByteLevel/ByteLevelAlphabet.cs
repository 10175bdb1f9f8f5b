namespace MLNetBert.Tokenizers.ByteLevel;

/// <summary>
/// GPT-2's way of writing a byte as a visible character: printable Latin-1 as itself, the others from U+0100 on, in order.
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly sbyte[] Known = new sbyte[0x180];
    private static readonly byte[] Bytes = new byte[0x180];

    /// <summary>The character of each byte.</summary>
    public static readonly char[] All = Make();

    /// <summary>The byte that a character stands for.</summary>
    public static bool TryGetByte(char unit, out byte value)
    {
        value = unit < Bytes.Length ? Bytes[unit] : (byte)0;
        return unit < Known.Length && Known[unit] != 0;
    }

    /// <summary>Emits the bytes of old units [start, end), each with the alignment of its character.</summary>
    public static void Emit(NormalizedText text, int start, int end)
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadOnlySpan<char> chars = text.Chars;
        for (int i = start; i < end;)
        {
            if (chars[i] < 0x80)
            {
                text.Emit(All[chars[i]], i);
                i++;
                continue;
            }

            CodePoints.At(chars, i, out int length);
            int count = Encoding.UTF8.GetBytes(chars.Slice(i, length), bytes);
            foreach (byte b in bytes[..count])
                text.Emit(All[b], i);
            i += length;
        }
    }

    private static char[] Make()
    {
        char[] all = new char[256];
        char next = '\u0100';
        for (int b = 0; b < all.Length; b++)
        {
            all[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : next++;
            (Known[all[b]], Bytes[all[b]]) = (1, (byte)b);
        }

        return all;
    }
}
