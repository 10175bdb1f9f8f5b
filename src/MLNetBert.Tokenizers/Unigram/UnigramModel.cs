namespace MLNetBert.Tokenizers.Unigram;

/// <summary>
/// SentencePiece's unigram language model (Kudo 2018) as in Hugging Face's Unigram: the segmentation with the highest
/// score; adjacent unknown code points become one token.
/// </summary>
internal sealed class UnigramModel : TokenModel
{
    /// <summary>How far the score of an unknown code point is below the lowest score.</summary>
    private const double UnknownPenalty = 10;

    private readonly string[] _pieces;
    private readonly double[] _scores;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly PieceTrie _trie;
    private readonly double _unknownScore;
    private readonly int _unknown;
    private readonly int[]? _bytes;
    private readonly string _file;
    private readonly ThreadLocal<Viterbi> _viterbi;

    /// <param name="pieces">The vocabulary; a piece's id is its index.</param>
    /// <param name="unknown">The id of the unknown piece, or null.</param>
    /// <param name="byteFallback">Whether unknown text becomes tokens such as &lt;0x41&gt;, if there is one for each of its bytes.</param>
    /// <param name="file">The file, for errors.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int? unknown, bool byteFallback, string file)
    {
        _file = file;
        _unknown = unknown ?? -1;
        _pieces = new string[pieces.Count];
        _scores = new double[pieces.Count];
        double lowest = double.PositiveInfinity;
        for (int id = 0; id < pieces.Count; id++)
        {
            (_pieces[id], _scores[id]) = pieces[id];
            _ids[_pieces[id]] = id;
            lowest = Math.Min(lowest, _scores[id]);
        }

        _unknownScore = lowest - UnknownPenalty;
        _trie = new PieceTrie(_pieces);
        _bytes = byteFallback ? ByteIds() : null;
        _viterbi = new ThreadLocal<Viterbi>(NewViterbi);
    }

    public override int Count => _pieces.Length;

    public override int MaxId => _pieces.Length - 1;

    public static UnigramModel Read(ConfigNode node)
    {
        ConfigNode vocabulary = node.Required("vocab");
        var pieces = new List<(string, double)>(vocabulary.ItemCount);
        foreach (ConfigNode entry in vocabulary.Items())
        {
            if (entry.ItemCount != 2)
                throw entry.Error("must be a piece and its score");
            using IEnumerator<ConfigNode> pair = entry.Items().GetEnumerator();
            pair.MoveNext();
            string piece = pair.Current.String();
            pair.MoveNext();
            pieces.Add((piece, pair.Current.Double()));
        }

        ConfigNode unknown = node["unk_id"];
        int? id = unknown.IsNull ? null : unknown.Count();
        if (id >= pieces.Count)
            throw unknown.Error($"is {id}, but the vocabulary has {pieces.Count} pieces");
        return new UnigramModel(pieces, id, node["byte_fallback"].Bool(missing: false), node.File);
    }

    public override int? TokenToId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    public override string? IdToToken(int id) => (uint)id < (uint)_pieces.Length ? _pieces[id] : null;

    public override FusedEncoder? Fuse(Normalizer? normalizer, PreTokenizer? preTokenizer) => CachingEncoder.For(normalizer, preTokenizer, this);

    public Viterbi NewViterbi() => new(_trie, _scores, _unknownScore, _unknown);

    public override void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens)
    {
        List<(int Start, int End, int Id)> path = _viterbi.Value!.Run(word, tokens.Budget)
            ?? throw new BadInputException($"{_file}: the vocabulary has no unknown piece (unk_id), but the text has a character that no piece covers.") { Code = "text.unknown-token", File = _file };
        for (int i = path.Count - 1; i >= 0; i--)
        {
            (int from, int to, int id) = path[i];
            if (id != _unknown)
            {
                tokens.Add(id, start + from, start + to);
                continue;
            }

            while (i > 0 && path[i - 1].Id == _unknown)
                to = path[--i].End;
            AddUnknown(word[from..to], start + from, tokens);
        }
    }

    private void AddUnknown(ReadOnlySpan<char> text, int start, TokenList tokens)
    {
        int end = start + text.Length;
        if (_ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int known))
        {
            tokens.Add(known, start, end);
            return;
        }

        if (_bytes != null)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToArray());
            if (Array.TrueForAll(bytes, b => _bytes[b] >= 0))
            {
                foreach (byte b in bytes)
                    tokens.Add(_bytes[b], start, end);
                return;
            }
        }

        tokens.AddMatched(_unknown, start, end);
    }

    private int[] ByteIds()
    {
        int[] ids = new int[256];
        for (int b = 0; b < ids.Length; b++)
            ids[b] = _ids.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>"), -1);
        return ids;
    }
}
