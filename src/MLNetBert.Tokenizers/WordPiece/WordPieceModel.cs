namespace MLNetBert.Tokenizers.WordPiece;

/// <summary>
/// WordPiece: the longest token that begins a word, then the longest that continues it, and so on; a word with a part that
/// is not found becomes one unknown token.
/// </summary>
internal sealed class WordPieceModel : TokenModel
{
    private readonly Vocabulary _vocabulary;
    private readonly WordPieceTable _first, _continuing;
    private readonly int? _unknown;
    private readonly int _longest;

    /// <summary>What words may have in most files.</summary>
    private const int UsualLength = 200;

    public WordPieceModel(Vocabulary vocabulary, string unknown, string prefix, int maxWordLength)
    {
        _vocabulary = vocabulary;
        _unknown = vocabulary.Find(unknown);
        _longest = vocabulary.Ids.Keys.Select(token => token.Length).DefaultIfEmpty().Max();
        UnknownToken = unknown;
        Prefix = prefix;
        MaxWordLength = maxWordLength;
        _first = new WordPieceTable(vocabulary.Ids, "");
        _continuing = prefix.Length == 0 ? _first : new WordPieceTable(vocabulary.Ids, prefix);
    }

    /// <summary>The prefix of a token that continues a word; ## for BERT.</summary>
    public string Prefix { get; }

    /// <summary>Longer words, in code points, are unknown.</summary>
    public int MaxWordLength { get; }

    public string UnknownToken { get; }

    public override int Count => _vocabulary.Count;

    public override int MaxId => _vocabulary.MaxId;

    public static WordPieceModel Read(ConfigNode node)
    {
        ConfigNode vocabulary = node.Required("vocab");
        return new WordPieceModel(
            new Vocabulary(vocabulary.TokenIds()),
            node["unk_token"].StringOrNull() ?? "[UNK]",
            node["continuing_subword_prefix"].StringOrNull() ?? "##",
            node["max_input_chars_per_word"].IsNull ? 100 : node["max_input_chars_per_word"].Count());
    }

    public override int? TokenToId(string token) => _vocabulary.Find(token);

    public override string? IdToToken(int id) => _vocabulary.Token(id);

    /// <summary>The id of the unknown token.</summary>
    /// <exception cref="BadInputException">The vocabulary has none.</exception>
    public int UnknownId => _unknown ?? throw new BadInputException(
        $"The text has an unknown word, but the vocabulary has no unknown token \"{UnknownToken}\"; add it to the vocabulary, or name the one it has in the tokenizer's unk_token.")
    { Code = "text.unknown-token" };

    public override void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens)
    {
        int before = tokens.Count;
        if (!TooLong(word))
        {
            int at = 0;
            while (at < word.Length)
            {
                Charge(word.Length - at, tokens.Budget);
                int length = (at == 0 ? _first : _continuing).LongestPrefix(word[at..], out int id);
                if (length == 0)
                {
                    tokens.Truncate(before);
                    break;
                }

                tokens.Add(id, start + at, start + at + length);
                at += length;
            }
        }

        if (tokens.Count == before)
            tokens.Add(UnknownId, start, start + word.Length);
    }

    /// <summary>Writes the ids of a word and returns how many; there are never more than the word has UTF-16 units.</summary>
    public int Tokenize(ReadOnlySpan<char> word, Span<int> ids, WorkBudget budget)
    {
        int count = 0;
        if (!TooLong(word))
        {
            int at = 0;
            while (at < word.Length)
            {
                Charge(word.Length - at, budget);
                int length = (at == 0 ? _first : _continuing).LongestPrefix(word[at..], out int id);
                if (length == 0)
                {
                    count = 0;
                    break;
                }

                ids[count++] = id;
                at += length;
            }
        }

        if (count == 0)
            ids[count++] = UnknownId;

        return count;
    }

    /// <summary>The id of a word that is one token, which may be the unknown one; false if it is several tokens, or if the unknown token is missing.</summary>
    public bool TryTokenizeSingle(ReadOnlySpan<char> word, out int id)
    {
        id = -1;
        if (TooLong(word) || _first.LongestPrefix(word, out id) == 0)
        {
            id = _unknown ?? -1;
            return _unknown != null;
        }

        return _first.LongestPrefix(word, out id) == word.Length;
    }

    public override FusedEncoder? Fuse(Normalizer? normalizer, PreTokenizer? preTokenizer)
    {
        if (preTokenizer is not BertPreTokenizer || normalizer is not (null or BertNormalizer))
            return CachingEncoder.For(normalizer, preTokenizer, this);

        BertNormalizer bert = normalizer as BertNormalizer ?? new BertNormalizer(cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false);
        return new BertWordPieceEncoder(this, new BertCodePoints(bert, this), bert.Lowercase, WorkBudget.For(0));
    }

    // The rest of a word is looked at for every token. Of words as long as usual that is nothing to speak of.
    private void Charge(int rest, WorkBudget budget)
    {
        if (rest > UsualLength)
            budget.Charge(4L * Math.Min(rest, _longest));
    }

    private bool TooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= MaxWordLength)
            return false;

        int codePoints = word.Length;
        foreach (char c in word)
        {
            if (char.IsLowSurrogate(c))
                codePoints--;
        }

        return codePoints > MaxWordLength;
    }
}
