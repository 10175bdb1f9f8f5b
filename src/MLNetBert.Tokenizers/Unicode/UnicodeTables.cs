using System.IO.Compression;

namespace MLNetBert.Tokenizers.Unicode;

/// <summary>Reads unicode.bin, which eng/unicode/make_tables.py writes and describes.</summary>
internal static class UnicodeTables
{
    private static readonly Lazy<byte[]> Bytes = new(Unpack);

    public static CodePointSet Set(string name)
    {
        var reader = new Reader(Bytes.Value);
        reader.Find(name, kind: 0);
        var ranges = new (int, int)[reader.Number()];
        for (int i = 0, last = 0; i < ranges.Length; i++)
        {
            int start = last + reader.Number();
            last = start + reader.Number();
            ranges[i] = (start, last);
        }

        return new CodePointSet(ranges);
    }

    public static CodePointMap Map(string name) => new(Entries(name));

    /// <summary>The code points of a map, each with what it becomes.</summary>
    public static (int CodePoint, int[] Result)[] Entries(string name)
    {
        var reader = new Reader(Bytes.Value);
        reader.Find(name, kind: 1);
        var entries = new (int, int[])[reader.Number()];
        for (int i = 0, last = 0; i < entries.Length; i++)
        {
            last += reader.Number();
            int[] result = new int[reader.Number()];
            for (int k = 0; k < result.Length; k++)
                result[k] = reader.Number();

            entries[i] = (last, result);
        }

        return entries;
    }

    /// <summary>Ranges of code points, each with a value.</summary>
    public static (int Start, int End, int Value)[] Values(string name)
    {
        var reader = new Reader(Bytes.Value);
        reader.Find(name, kind: 2);
        var ranges = new (int, int, int)[reader.Number()];
        for (int i = 0, last = 0; i < ranges.Length; i++)
        {
            int start = last + reader.Number();
            last = start + reader.Number();
            ranges[i] = (start, last, reader.Number());
        }

        return ranges;
    }

    private static byte[] Unpack()
    {
        using Stream resource = typeof(UnicodeTables).Assembly.GetManifestResourceStream("MLNetBert.unicode.bin")!;
        using var gzip = new GZipStream(resource, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public int Number()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte b = _rest[0];
                _rest = _rest[1..];
                value |= (b & 127) << shift;
                if (b < 128)
                    return value;
            }
        }

        /// <summary>Moves to the content of a table.</summary>
        public void Find(string name, int kind)
        {
            for (int left = Number(); left > 0; left--)
            {
                string found = System.Text.Encoding.ASCII.GetString(Take(Number()));
                int foundKind = Number();
                ReadOnlySpan<byte> content = Take(Number());
                if (found == name && foundKind == kind)
                {
                    _rest = content;
                    return;
                }
            }

            throw new InvalidOperationException($"unicode.bin has no table {name}.");
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            ReadOnlySpan<byte> taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
