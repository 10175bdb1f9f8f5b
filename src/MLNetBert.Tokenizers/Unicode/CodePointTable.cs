namespace MLNetBert.Tokenizers.Unicode;

/// <summary>One byte per code point, in blocks of 256; equal blocks are shared.</summary>
internal sealed class CodePointTable
{
    private const int BlockBits = 8;
    private readonly ushort[] _blocks;
    private readonly byte[] _values;

    private CodePointTable(ushort[] blocks, byte[] values) => (_blocks, _values) = (blocks, values);

    public byte this[int codePoint] => _values[(_blocks[codePoint >> BlockBits] << BlockBits) | (codePoint & 0xFF)];

    /// <summary>Reads a table of values; code points that it does not name are 0.</summary>
    public static CodePointTable Load(string name)
    {
        byte[] all = new byte[0x110000];
        foreach ((int start, int end, int value) in UnicodeTables.Values(name))
            all.AsSpan(start, end - start).Fill((byte)value);

        ushort[] blocks = new ushort[all.Length >> BlockBits];
        var values = new List<byte>();
        var seen = new Dictionary<string, ushort>(StringComparer.Ordinal);
        for (int block = 0; block < blocks.Length; block++)
        {
            ReadOnlySpan<byte> content = all.AsSpan(block << BlockBits, 1 << BlockBits);
            string key = Encoding.Latin1.GetString(content);
            if (!seen.TryGetValue(key, out ushort index))
            {
                seen[key] = index = (ushort)(values.Count >> BlockBits);
                values.AddRange(content);
            }

            blocks[block] = index;
        }

        return new CodePointTable(blocks, [.. values]);
    }
}
