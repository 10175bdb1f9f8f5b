namespace MLNetBert.Tokenizers.FastBpe;

/// <summary>
/// fastBPE's byte-pair encoding over characters: merges know a word's end ("n&lt;/w>"), the vocabulary its middle ("n@@"). A piece that the
/// vocabulary lacks is unknown, whatever the merges made of it.
/// </summary>
internal sealed class FastBpeModel : TokenModel
{
    /// <summary>The end of a token that does not end its word.</summary>
    public const string GoesOn = "@@";

    private const string WordEnd = "</w>", Unknown = "\0";

    private readonly Vocabulary _vocabulary;
    private readonly BpeModel _merging;
    private readonly int[] _middle, _last;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="merges">The merges, first ones first; of equal ones the last counts.</param>
    /// <param name="unknown">The id of what the vocabulary lacks.</param>
    /// <param name="file">The file of the merges, for messages.</param>
    public FastBpeModel(Vocabulary vocabulary, List<(string Left, string Right)> merges, int unknown, string file)
    {
        _vocabulary = vocabulary;
        var pieces = new Dictionary<string, int>(StringComparer.Ordinal) { [Unknown] = 0 };
        var ranks = new Dictionary<(int, int), (int Rank, int Merged)>();
        for (int rank = 0; rank < merges.Count; rank++)
            ranks[(Piece(merges[rank].Left), Piece(merges[rank].Right))] = (rank, Piece(merges[rank].Left + merges[rank].Right));

        // Characters that no merge has are tokens all the same if the vocabulary has them.
        foreach (string token in vocabulary.Ids.Keys)
        {
            bool goesOn = token.Length > GoesOn.Length && token.EndsWith(GoesOn, StringComparison.Ordinal);
            if (goesOn && IsCharacter(token.AsSpan(..^GoesOn.Length)))
                Piece(token[..^GoesOn.Length]);
            if (IsCharacter(token))
                Piece(token + WordEnd);
        }

        _merging = new BpeModel(
            new Vocabulary(pieces.Select(pair => (pair.Key, pair.Value)), pieces.Count),
            [.. ranks.Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value.Rank, pair.Value.Merged))],
            new BpeOptions { UnknownToken = Unknown, EndOfWordSuffix = WordEnd },
            file);
        (_middle, _last) = (new int[pieces.Count], new int[pieces.Count]);
        foreach ((string piece, int id) in pieces)
        {
            _middle[id] = vocabulary.Find(piece + GoesOn) ?? unknown;
            _last[id] = piece.EndsWith(WordEnd, StringComparison.Ordinal) ? vocabulary.Find(piece.AsSpan(..^WordEnd.Length)) ?? unknown : unknown;
        }

        (_middle[0], _last[0]) = (unknown, unknown);

        int Piece(string text) => pieces.TryGetValue(text, out int id) ? id : pieces[text] = pieces.Count;
    }

    public override int Count => _vocabulary.Count;

    public override int MaxId => _vocabulary.MaxId;

    public override int? TokenToId(string token) => _vocabulary.Find(token);

    public override string? IdToToken(int id) => _vocabulary.Token(id);

    public override FusedEncoder? Fuse(Normalizer? normalizer, PreTokenizer? preTokenizer) => CachingEncoder.For(normalizer, preTokenizer, this);

    public override void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens)
    {
        int first = tokens.Ids.Count;
        _merging.Tokenize(word, start, tokens);
        Span<int> ids = CollectionsMarshal.AsSpan(tokens.Ids)[first..];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = (i == ids.Length - 1 ? _last : _middle)[ids[i]];
    }

    private static bool IsCharacter(ReadOnlySpan<char> text) => text.Length == 1 || (text.Length == 2 && char.IsSurrogatePair(text[0], text[1]));
}
