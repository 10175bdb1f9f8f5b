namespace MLNetBert.Tokenizers.Japanese;

/// <summary>
/// One token per code point, or the unknown token: transformers' CharacterTokenizer. With <paramref name="wholeWords"/>, one token per
/// word, which is what do_subword_tokenize = false means.
/// </summary>
internal sealed class CharacterModel(TokenModel vocabulary, string unknownToken, bool wholeWords) : TokenModel
{
    private readonly int _unknown = vocabulary.TokenToId(unknownToken) ?? throw new BadInputException(
        $"The vocabulary has no unknown token \"{unknownToken}\": add it to vocab.txt, or name the one it has as unk_token in tokenizer_config.json.")
    { Code = "tokenizer.vocabulary", Key = unknownToken };

    public override int Count => vocabulary.Count;

    public override int MaxId => vocabulary.MaxId;

    public override int? TokenToId(string token) => vocabulary.TokenToId(token);

    public override string? IdToToken(int id) => vocabulary.IdToToken(id);

    public override void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens)
    {
        for (int at = 0; at < word.Length;)
        {
            int length = wholeWords ? word.Length : char.IsHighSurrogate(word[at]) && at + 1 < word.Length ? 2 : 1;
            tokens.Add(vocabulary.TokenToId(word.Slice(at, length).ToString()) ?? _unknown, start + at, start + at + length);
            at += length;
        }
    }

    public override FusedEncoder? Fuse(Normalizer? normalizer, PreTokenizer? preTokenizer) => CachingEncoder.For(normalizer, preTokenizer, this);
}
