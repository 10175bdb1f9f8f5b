namespace MLNetBert.Tokenizers.Japanese;

/// <summary>One word's ids and cost in a MeCab dictionary file.</summary>
internal readonly record struct MecabToken(ushort LeftId, ushort RightId, short Cost);

/// <summary>A word found: its tokens in the lexicon, and its length in bytes.</summary>
internal readonly record struct MecabMatch(int First, int Count, int Length);

/// <summary>The words of sys.dic or unk.dic: a double array over UTF-8 bytes that leads to tokens. Immutable.</summary>
internal sealed class MecabLexicon
{
    private const int HeaderSize = 72;
    private const uint Magic = 0xEF718F77;

    private readonly Unit[] _units;
    private readonly MecabToken[] _tokens;

    public MecabLexicon(byte[] file, string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string name = Path.GetFileName(path);
        MecabDictionary.Require(file.Length >= HeaderSize, folder, name, "it is cut short");
        uint Header(int index) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4 * index));
        MecabDictionary.Require(Header(1) == 102, folder, name, $"its format is {Header(1)}, 102 is needed");
        MecabDictionary.Require((Header(0) ^ Magic) == file.Length, folder, name, "it is cut short, or not a MeCab file");
        ReadOnlySpan<byte> charset = file.AsSpan(40, 32);
        string encoding = Encoding.ASCII.GetString(charset[..Math.Max(0, charset.IndexOf((byte)0))]);
        MecabDictionary.Require(encoding.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase), folder, name, $"its character set is '{encoding}', UTF-8 is needed");
        long unitBytes = Header(6);
        long tokenBytes = Header(7);
        MecabDictionary.Require(unitBytes % 8 == 0 && unitBytes > 0 && tokenBytes % 16 == 0 && HeaderSize + unitBytes + tokenBytes + Header(8) == file.Length, folder, name, "its sections do not fill it");

        _units = MemoryMarshal.Cast<byte, Unit>(file.AsSpan(HeaderSize, (int)unitBytes)).ToArray();
        ReadOnlySpan<byte> tokens = file.AsSpan(HeaderSize + (int)unitBytes, (int)tokenBytes);
        _tokens = new MecabToken[tokens.Length / 16];
        for (int i = 0; i < _tokens.Length; i++)
        {
            ReadOnlySpan<byte> token = tokens[(16 * i)..];
            _tokens[i] = new MecabToken(
                BinaryPrimitives.ReadUInt16LittleEndian(token),
                BinaryPrimitives.ReadUInt16LittleEndian(token[2..]),
                BinaryPrimitives.ReadInt16LittleEndian(token[6..]));
            GreatestLeftId = Math.Max(GreatestLeftId, _tokens[i].LeftId);
            GreatestRightId = Math.Max(GreatestRightId, _tokens[i].RightId);
        }
    }

    /// <summary>The greatest id under which a word is looked up as the right one of two.</summary>
    public int GreatestLeftId { get; }

    /// <summary>The greatest id under which a word is looked up as the left one of two.</summary>
    public int GreatestRightId { get; }

    public ref readonly MecabToken this[int index] => ref _tokens[index];

    /// <summary>The tokens of exactly this word; the count is 0 if there are none.</summary>
    public (int First, int Count) Find(ReadOnlySpan<byte> word)
    {
        Span<MecabMatch> matches = stackalloc MecabMatch[word.Length];
        int count = FindPrefixes(word, matches);
        return count > 0 && matches[count - 1].Length == word.Length ? (matches[count - 1].First, matches[count - 1].Count) : default;
    }

    /// <summary>The words with which the text begins, shortest first, as many as there is room for.</summary>
    public int FindPrefixes(ReadOnlySpan<byte> text, Span<MecabMatch> matches)
    {
        ReadOnlySpan<Unit> units = _units;
        uint at = (uint)units[0].Base;
        int found = 0;
        for (int i = 0; i < text.Length; i++)
        {
            uint next = at + text[i] + 1;
            if (next >= (uint)units.Length)
                break;

            Unit unit = units[(int)next];
            if (unit.Check != at)
                break;

            at = (uint)unit.Base;
            if (at < (uint)units.Length && units[(int)at] is { Base: < 0 } leaf && leaf.Check == at)
            {
                // MeCab keeps the number of tokens in the low byte and the first token above it.
                int value = -leaf.Base - 1;
                if (found == matches.Length || (value >> 8) + (value & 0xFF) > _tokens.Length)
                    break;

                matches[found++] = new MecabMatch(value >> 8, value & 0xFF, i + 1);
            }
        }

        return found;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Unit
    {
        public readonly int Base;
        public readonly uint Check;
    }
}
