using System.Diagnostics.CodeAnalysis;

namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's map from UTF-8 keys to texts: the length of a Darts double array in bytes, the array, and the texts, each
/// ending in a zero byte. Every index is checked, so that a damaged map cannot lead outside. Immutable.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _texts;
    private readonly SearchValues<char> _plain;

    /// <exception cref="FormatException">The bytes are not such a map.</exception>
    public CharacterMap(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var size && (size > bytes.Length - 4 || size < 4))
            throw new FormatException("its array does not fit into its bytes");
        _units = new uint[size / 4];
        for (int i = 0; i < _units.Length; i++)
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + i * 4)..]);
        _texts = bytes[(4 + _units.Length * 4)..].ToArray();
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(_texts);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("its texts are not UTF-8");
        }

        _plain = SearchValues.Create([.. Enumerable.Range(1, 0x7E).Select(c => (char)c).Where(c => c >= ' ' && !TryGet([c], out _))]);
    }

    /// <summary>The first character that may change when ASCII follows it, or -1: most ASCII does not.</summary>
    public int IndexOfCandidate(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(_plain);

    /// <summary>The text of the shortest key with which the characters begin.</summary>
    public bool TryGet(ReadOnlySpan<char> characters, [NotNullWhen(true)] out string? text)
    {
        Span<byte> bytes = stackalloc byte[16];
        int count = Encoding.UTF8.GetBytes(characters, bytes);
        text = null;
        uint node = 0;
        if (!Step(ref node))
            return false;
        foreach (byte b in bytes[..count])
        {
            node ^= b;
            if (b == 0 || node >= _units.Length || Label(_units[node]) != b)
                return false;
            bool leaf = (_units[node] >> 8 & 1) != 0;
            if (!Step(ref node))
                return false;
            if (leaf)
            {
                text = TextAt(_units[node] & 0x7FFFFFFF);
                return text != null;
            }
        }

        return false;
    }

    // A unit: bit 31 and the low byte the label, bit 8 whether a value follows, bits 10 to 30 the offset, times 256 if bit 9 is set.
    private static uint Label(uint unit) => unit & 0x800000FF;

    private bool Step(ref uint node)
    {
        uint unit = _units[node];
        node ^= (unit >> 10) << (int)((unit & (1u << 9)) >> 6);
        return node < _units.Length;
    }

    private string? TextAt(uint start)
    {
        if (start > _texts.Length)
            return null;
        ReadOnlySpan<byte> rest = _texts.AsSpan((int)start);
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
