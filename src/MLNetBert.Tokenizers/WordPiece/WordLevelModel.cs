namespace MLNetBert.Tokenizers.WordPiece;

/// <summary>Each word is a token, or unknown: Hugging Face's WordLevel.</summary>
internal sealed class WordLevelModel : TokenModel
{
    private readonly Vocabulary _vocabulary;
    private readonly string _unknown, _file;

    private WordLevelModel(Vocabulary vocabulary, string unknown, string file) => (_vocabulary, _unknown, _file) = (vocabulary, unknown, file);

    public override int Count => _vocabulary.Count;

    public override int MaxId => _vocabulary.MaxId;

    public static WordLevelModel Read(ConfigNode node)
    {
        ConfigNode vocabulary = node.Required("vocab");
        return new WordLevelModel(new Vocabulary(vocabulary.TokenIds()), node.Required("unk_token").String(), node.File);
    }

    public override int? TokenToId(string token) => _vocabulary.Find(token);

    public override string? IdToToken(int id) => _vocabulary.Token(id);

    public override void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens)
    {
        if (!_vocabulary.TryFind(word, out int id) && !_vocabulary.TryFind(_unknown, out id))
            throw new BadInputException($"{_file}: the vocabulary has no unknown token \"{_unknown}\", but the text has a word that it lacks.") { Code = "text.unknown-token", File = _file };
        tokens.Add(id, start, start + word.Length);
    }
}
