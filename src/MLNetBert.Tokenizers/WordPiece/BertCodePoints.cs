namespace MLNetBert.Tokenizers.WordPiece;

/// <summary>What BERT's normalizer and pre-tokenizer together do with a code point.</summary>
internal enum BertAction : byte
{
    /// <summary>It joins the word as it is.</summary>
    Keep,

    /// <summary>The code point in the payload joins the word.</summary>
    Word,

    /// <summary>The word ends.</summary>
    Separator,

    /// <summary>The word ends, and the code point is a token with the id in the payload.</summary>
    Token,

    /// <summary>The word ends, and the code point in the payload is a word by itself.</summary>
    Alone,

    /// <summary>Nothing: it vanishes.</summary>
    Drop,

    /// <summary>It vanishes, but marks are not reordered across it.</summary>
    DropStarter,

    /// <summary>A mark, in the payload, that joins the word in canonical order.</summary>
    Mark,

    /// <summary>Several actions, at the place given in the payload.</summary>
    Several,
}

/// <summary>
/// The normalizer's and pre-tokenizer's tables combined into one action per code point, 256 at a time when first met. This is possible
/// because nothing but the order of marks depends on neighbours. Thread-safe.
/// </summary>
internal sealed class BertCodePoints(BertNormalizer normalizer, WordPieceModel model)
{
    private const int Replacement = 0xFFFD;
    private readonly uint[]?[] _pages = new uint[]?[0x1100];
    private readonly Lock _lock = new();
    private uint[][] _several = [];

    /// <summary>The action (low 8 bits) and payload (the rest) of a code point.</summary>
    public uint this[int codePoint] => (_pages[codePoint >> 8] ?? Build(codePoint >> 8))[codePoint & 255];

    /// <summary>The parts of an entry whose action is Several.</summary>
    public ReadOnlySpan<uint> Several(uint entry) => Volatile.Read(ref _several)[entry >> 8];

    /// <summary>The entry of a code point that joins a word as it is.</summary>
    public static uint Word(int codePoint) => Entry(BertAction.Word, codePoint);

    private uint[] Build(int page)
    {
        lock (_lock)
        {
            if (_pages[page] is { } built)
                return built;

            uint[] entries = new uint[256];
            List<uint[]> several = [.. _several];
            for (int i = 0; i < 256; i++)
            {
                int code = (page << 8) | i;
                List<uint> actions = Compile(code is >= 0xD800 and < 0xE000 ? Replacement : code);
                if (actions.Count == 1)
                {
                    entries[i] = actions[0] == Word(code) ? Entry(BertAction.Keep, 0) : actions[0];
                }
                else
                {
                    entries[i] = Entry(BertAction.Several, several.Count);
                    several.Add([.. actions]);
                }
            }

            Volatile.Write(ref _several, [.. several]);
            Volatile.Write(ref _pages[page], entries);
            return entries;
        }
    }

    private List<uint> Compile(int code)
    {
        if (normalizer.CleanText)
        {
            if (CodePoints.BertControl.Contains(code))
                return [Entry(BertAction.Drop, 0)];

            code = CodePoints.BertCleanSpace.Contains(code) ? ' ' : code;
        }

        var actions = new List<uint>();
        bool chinese = normalizer.HandleChineseChars && CodePoints.BertChinese.Contains(code);
        if (chinese)
            actions.Add(Entry(BertAction.Separator, 0));

        Span<int> hangul = stackalloc int[3];
        ReadOnlySpan<int> parts = normalizer.StripAccents ? Normalization.Decompose(code, compatibility: false, hangul) : [];
        foreach (int part in parts.IsEmpty ? [code] : parts)
        {
            int combining = normalizer.StripAccents ? Normalization.CombiningClass(part) : 0;
            if (normalizer.StripAccents && CodePoints.BertAccent.Contains(part))
            {
                actions.Add(Entry(combining == 0 ? BertAction.DropStarter : BertAction.Drop, 0));
            }
            else if (normalizer.Lowercase && CodePoints.LowerCase.TryGet(part, out ReadOnlySpan<int> lower))
            {
                foreach (int c in lower)
                    actions.Add(Classify(c, combining));
            }
            else
            {
                actions.Add(Classify(part, combining));
            }
        }

        if (chinese)
        {
            actions.Add(Entry(BertAction.Separator, 0));
            if (actions.Count == 3 && (BertAction)(byte)actions[1] == BertAction.Word)
                return [Alone((int)(actions[1] >> 8))];
        }

        return actions;
    }

    private uint Classify(int code, int combining) =>
        CodePoints.WhiteSpace.Contains(code) ? Entry(BertAction.Separator, 0)
        : CodePoints.BertPunctuation.Contains(code) ? Alone(code)
        : combining != 0 ? Entry(BertAction.Mark, code)
        : Entry(BertAction.Word, code);

    /// <summary>A word of one code point: its id, if it has one (if not, the model says what is wrong when the word is met).</summary>
    private uint Alone(int code) => model.TryTokenizeSingle(char.ConvertFromUtf32(code), out int id) && id < 1 << 24
        ? Entry(BertAction.Token, id)
        : Entry(BertAction.Alone, code);

    private static uint Entry(BertAction action, int payload) => (uint)action | (uint)payload << 8;
}
