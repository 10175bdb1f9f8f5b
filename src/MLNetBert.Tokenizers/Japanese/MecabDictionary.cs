using System.IO.Compression;

namespace MLNetBert.Tokenizers.Japanese;

/// <summary>
/// A compiled MeCab dictionary (format 102, UTF-8): sys.dic, unk.dic, char.bin and matrix.bin of a folder, each plain, as
/// mecab-dict-index writes it, or compressed with Brotli, with .br after its name. Feature strings are not read. Immutable.
/// </summary>
internal sealed class MecabDictionary
{
    private readonly short[] _matrix;
    private readonly int _leftSize;
    private readonly uint[] _characters;

    private MecabDictionary(string folder, IEnumerable<string> userDictionaries)
    {
        Words = [
            new MecabLexicon(ReadFile(folder, "sys.dic"), Path.Combine(folder, "sys.dic")),
            .. userDictionaries.Select(path => new MecabLexicon(ReadFile(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path)), path)),
        ];
        var unknown = new MecabLexicon(ReadFile(folder, "unk.dic"), Path.Combine(folder, "unk.dic"));

        byte[] matrix = ReadFile(folder, "matrix.bin");
        int left = matrix.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(matrix);
        int right = matrix.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(matrix.AsSpan(2));
        Require(matrix.Length == 4 + (2L * left * right) && left > 0, folder, "matrix.bin", "its size does not fit the table that it announces");
        _leftSize = left;
        _matrix = MemoryMarshal.Cast<byte, short>(matrix.AsSpan(4)).ToArray();
        foreach (MecabLexicon lexicon in (MecabLexicon[])[.. Words, unknown])
            Require(lexicon.GreatestRightId < left && lexicon.GreatestLeftId < right, folder, "matrix.bin", "it has no costs for some words of the dictionary");

        byte[] characters = ReadFile(folder, "char.bin");
        int kinds = characters.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(characters);
        Require(kinds is > 0 and <= 18 && characters.Length == 4 + (32 * kinds) + (4 * 0xFFFF), folder, "char.bin", "its size does not fit the classes that it announces");
        _characters = new uint[0x10000];
        MemoryMarshal.Cast<byte, uint>(characters.AsSpan(4 + (32 * kinds))).CopyTo(_characters);
        _characters[0xFFFF] = _characters[0];
        UnknownTokens = new (int, int)[kinds];
        for (int kind = 0; kind < kinds; kind++)
        {
            ReadOnlySpan<byte> name = characters.AsSpan(4 + (32 * kind), 32);
            int end = name.IndexOf((byte)0);
            name = end < 0 ? name : name[..end];
            UnknownTokens[kind] = unknown.Find(name);
            Require(UnknownTokens[kind].Count > 0, folder, "unk.dic", $"it has no entry for the class {Encoding.UTF8.GetString(name)} of char.bin");
        }

        Unknown = unknown;
        Space = new MecabCharacter(_characters[' ']);
    }

    /// <summary>The words of sys.dic, then those of the user's dictionaries.</summary>
    public MecabLexicon[] Words { get; }

    /// <summary>The entries of unk.dic, one or more per character class.</summary>
    public MecabLexicon Unknown { get; }

    /// <summary>Where the entries of each character class are in <see cref="Unknown"/>.</summary>
    public (int First, int Count)[] UnknownTokens { get; }

    /// <summary>The class of U+0020, which separates surfaces.</summary>
    public MecabCharacter Space { get; }

    /// <summary>The costs of all right ids before a word with this left id.</summary>
    public ReadOnlySpan<short> ConnectionCosts(int leftId) => _matrix.AsSpan(_leftSize * leftId, _leftSize);

    /// <summary>The class of the first character of a text, and its length in bytes; beyond the BMP it is that of U+0000, as in MeCab.</summary>
    public MecabCharacter CharacterAt(ReadOnlySpan<byte> utf8, out int length)
    {
        byte first = utf8[0];
        if (first < 0x80)
        {
            length = 1;
            return new MecabCharacter(_characters[first]);
        }

        if (first >= 0xF0)
        {
            length = 4;
            return new MecabCharacter(_characters[0]);
        }

        if (first >= 0xE0)
        {
            length = 3;
            return new MecabCharacter(_characters[((first & 0x0F) << 12) | ((utf8[1] & 0x3F) << 6) | (utf8[2] & 0x3F)]);
        }

        length = 2;
        return new MecabCharacter(_characters[((first & 0x1F) << 6) | (utf8[1] & 0x3F)]);
    }

    /// <summary>Reads a dictionary folder, and further words compiled with mecab-dict-index -u for that dictionary.</summary>
    /// <exception cref="BadInputException">A file is missing, is cut short, or contradicts another.</exception>
    public static MecabDictionary Open(string folder, IEnumerable<string>? userDictionaries = null) => new(folder, userDictionaries ?? []);

    internal static void Require(bool holds, string folder, string file, string what)
    {
        if (!holds)
            throw new BadInputException($"{Path.Combine(folder, file)} is not a usable file of a MeCab dictionary: {what}. Compile the dictionary again with mecab-dict-index -t utf-8.") { Code = "tokenizer.dictionary", File = Path.Combine(folder, file) };
    }

    private static byte[] ReadFile(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        try
        {
            if (File.Exists(path))
                return RegularFile.ReadAllBytes(path);

            if (File.Exists(path + ".br"))
            {
                using var packed = new BrotliStream(RegularFile.Open(path + ".br"), CompressionMode.Decompress);
                using var bytes = new MemoryStream();
                packed.CopyTo(bytes);
                return bytes.ToArray();
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}", e) { Code = "file.unreadable", File = path };
        }

        throw new BadInputException($"The MeCab dictionary {folder} has no {file}: name a folder with sys.dic, unk.dic, char.bin and matrix.bin.") { Code = "tokenizer.dictionary", File = folder };
    }
}
