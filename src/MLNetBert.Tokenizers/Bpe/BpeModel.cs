namespace MLNetBert.Tokenizers.Bpe;

/// <summary>Byte-pair encoding (Sennrich 2016) as in Hugging Face's BPE, byte-level or SentencePiece's.</summary>
internal sealed class BpeModel : TokenModel
{
    private readonly Vocabulary _vocabulary;
    private readonly MergeTable _merges;
    private readonly BpeOptions _options;
    private readonly string _file;
    private readonly int[] _unitIds = new int[0x180];
    private readonly int[]? _bytes;
    private readonly int? _unknown;
    private readonly ThreadLocal<Merger> _merger;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="merges">What merges to what, in the order of the file.</param>
    /// <param name="options">The settings.</param>
    /// <param name="file">The file, for errors.</param>
    public BpeModel(Vocabulary vocabulary, IReadOnlyCollection<(int Left, int Right, int Rank, int Merged)> merges, BpeOptions options, string file)
    {
        _vocabulary = vocabulary;
        _merges = new MergeTable(merges);
        _options = options;
        _file = file;
        Span<char> unit = stackalloc char[1];
        for (int c = 0; c < _unitIds.Length; c++)
        {
            unit[0] = (char)c;
            _unitIds[c] = vocabulary.TryFind(unit, out int id) ? id : -1;
        }

        if (options.ByteFallback)
        {
            _bytes = new int[256];
            for (int b = 0; b < _bytes.Length; b++)
                _bytes[b] = vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>")) ?? -1;
        }

        _unknown = options.UnknownToken is { } token ? vocabulary.Find(token) : null;
        _merger = new ThreadLocal<Merger>(() => NewMerger());
    }

    public override int Count => _vocabulary.Count;

    public override int MaxId => _vocabulary.MaxId;

    /// <summary>Whether a word's first and last characters are looked up with nothing before or after them.</summary>
    public bool IsPlain => _options.ContinuingSubwordPrefix.Length == 0 && _options.EndOfWordSuffix.Length == 0;

    public override int? TokenToId(string token) => _vocabulary.Find(token);

    public override string? IdToToken(int id) => _vocabulary.Token(id);

    public override FusedEncoder? Fuse(Normalizer? normalizer, PreTokenizer? preTokenizer) =>
        normalizer == null && preTokenizer is ByteLevelPreTokenizer { UseRegex: true } bytes && IsPlain && !_options.IgnoreMerges
        && ByteLevelAlphabet.All.All(unit => _unitIds[unit] >= 0)
            ? new ByteLevelEncoder(this, bytes.AddPrefixSpace, [.. ByteLevelAlphabet.All.Select(unit => _unitIds[unit])])
            : CachingEncoder.For(normalizer, preTokenizer, this);

    /// <summary>A merger for this model; with shared ids, only the heap gives the reference library's order.</summary>
    public Merger NewMerger(bool heapOnly = false) => new(_merges, heapOnly || _vocabulary.HasSharedIds);

    public override void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens)
    {
        if (_options.IgnoreMerges && _vocabulary.TryFind(word, out int whole))
        {
            tokens.Add(whole, start, start + word.Length);
            return;
        }

        if (!IsPlain)
            tokens.Budget.Charge((long)word.Length * (_options.ContinuingSubwordPrefix.Length + _options.EndOfWordSuffix.Length));
        Merger merger = _merger.Value!;
        merger.Begin();
        AddSymbols(word, merger);
        ReadOnlySpan<Merger.Symbol> symbols = merger.Merge();
        ByteMap map = tokens.Details ? new ByteMap(word) : default;
        int position = 0;
        foreach (ref readonly Merger.Symbol symbol in symbols)
        {
            int end = position + symbol.Length;
            tokens.Add(symbol.Id, start + map.UnitAt(position), start + map.UnitAfter(end));
            position = end;
        }
    }

    // Lengths are UTF-8 bytes, since a byte token of the fall-back stands for one byte. An unknown character waits for the next
    // known one, and characters that are unknown while there is no unknown token are left out: the reference library does the same.
    private void AddSymbols(ReadOnlySpan<char> word, Merger merger)
    {
        int waiting = 0;
        for (int i = 0; i < word.Length;)
        {
            int width = char.IsHighSurrogate(word[i]) && i + 1 < word.Length ? 2 : 1;
            int bytes = width == 2 ? 4 : word[i] < 0x80 ? 1 : word[i] < 0x800 ? 2 : 3;
            bool first = i == 0, last = i + width == word.Length;
            if (TryGetId(word.Slice(i, width), first, last, out int id, out string? text))
            {
                AddUnknown(ref waiting, merger);
                merger.Add(id, bytes);
            }
            else if (!TryAddBytes(text ?? word.Slice(i, width), merger) && _options.UnknownToken != null)
            {
                if (!_options.FuseUnknown)
                    AddUnknown(ref waiting, merger);
                waiting += bytes;
                if (_unknown == null)
                    throw new BadInputException($"{_file}: the vocabulary has no unknown token \"{_options.UnknownToken}\", but the text has a character that it lacks.") { Code = "text.unknown-token", File = _file };
            }

            i += width;
        }

        AddUnknown(ref waiting, merger);
    }

    private void AddUnknown(ref int waiting, Merger merger)
    {
        if (waiting > 0)
            merger.Add(_unknown!.Value, waiting);
        waiting = 0;
    }

    private bool TryGetId(ReadOnlySpan<char> character, bool first, bool last, out int id, out string? text)
    {
        text = null;
        if ((first || _options.ContinuingSubwordPrefix.Length == 0) && (!last || _options.EndOfWordSuffix.Length == 0))
        {
            if (character[0] < _unitIds.Length)
            {
                id = _unitIds[character[0]];
                return id >= 0;
            }

            return _vocabulary.TryFind(character, out id);
        }

        text = string.Concat(first ? "" : _options.ContinuingSubwordPrefix, character, last ? _options.EndOfWordSuffix : "");
        return _vocabulary.TryFind(text, out id);
    }

    private bool TryAddBytes(ReadOnlySpan<char> text, Merger merger)
    {
        if (_bytes == null)
            return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToArray());
        if (!Array.TrueForAll(bytes, b => _bytes[b] >= 0))
            return false;
        foreach (byte b in bytes)
            merger.Add(_bytes[b], 1);
        return true;
    }

    /// <summary>From UTF-8 bytes of a word to its UTF-16 units; by default every place is 0, for use when offsets are not kept.</summary>
    private readonly ref struct ByteMap
    {
        private readonly int[]? _units;
        private readonly int _length;

        public ByteMap(ReadOnlySpan<char> word)
        {
            _length = word.Length;
            if (Ascii.IsValid(word))
                return;
            _units = new int[Encoding.UTF8.GetByteCount(word)];
            int at = 0;
            for (int i = 0; i < word.Length; i++)
            {
                int width = char.IsHighSurrogate(word[i]) && i + 1 < word.Length ? 2 : 1;
                int bytes = width == 2 ? 4 : word[i] < 0x80 ? 1 : word[i] < 0x800 ? 2 : 3;
                _units.AsSpan(at, bytes).Fill(i);
                at += bytes;
                i += width - 1;
            }
        }

        public int UnitAt(int position) => _units == null ? Math.Min(position, Math.Max(0, _length - 1)) : _units[Math.Min(position, _units.Length - 1)];

        public int UnitAfter(int end)
        {
            if (_units == null)
                return Math.Min(end, _length);
            if (end >= _units.Length)
                return _length;

            // An end inside a character takes the whole character.
            int unit = _units[end - 1];
            while (end < _units.Length && _units[end] == unit)
                end++;
            return end == _units.Length ? _length : _units[end];
        }
    }
}
