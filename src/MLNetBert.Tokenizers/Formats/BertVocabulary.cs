using MLNetBert.Tokenizers.WordPiece;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>BERT's older form: vocab.txt, one token per line, with the settings in tokenizer_config.json: transformers' BertTokenizer and MPNetTokenizer.</summary>
internal static class BertVocabulary
{
    /// <param name="file">The vocabulary.</param>
    /// <param name="config">The other files.</param>
    /// <param name="roles">The class's tokens: BERT's or MPNet's, which also decide what is put around texts.</param>
    public static TokenizerParts Read(string file, TokenizerConfig config, TokenRoles roles)
    {
        (Vocabulary vocabulary, string? repeated) = ReadVocabulary(file);
        string cls = roles.Of(config, "cls_token")!, sep = roles.Of(config, "sep_token")!, unknown = roles.Of(config, "unk_token")!;
        if (vocabulary.Find(unknown) == null)
            throw new BadInputException($"{file}: the vocabulary has no \"{unknown}\", which stands for unknown words; name the token it has as unk_token in tokenizer_config.json.") { Code = "tokenizer.vocabulary", File = file, Key = unknown };

        return new TokenizerParts
        {
            File = file,
            Model = new WordPieceModel(vocabulary, unknown, "##", 100),
            Normalizer = new BertNormalizer(
                cleanText: true,
                handleChineseChars: config["tokenize_chinese_chars"].Bool(missing: true),
                stripAccents: config["strip_accents"].BoolOrNull(),
                lowercase: config["do_lower_case"].Bool(missing: true)),
            PreTokenizer = BertPreTokenizer.Instance,
            PostProcessor = roles == TokenRoles.MPNet ? RobertaProcessing.Create((cls, Id(cls)), (sep, Id(sep)), trimmer: null) : BertProcessing.Create((cls, Id(cls)), (sep, Id(sep))),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            Notes = repeated == null ? [] : [repeated],
        };

        int Id(string token) => vocabulary.Find(token) ?? throw new BadInputException(
            $"{file}: the vocabulary has no \"{token}\", which is put around every text; name the token it has as cls_token or sep_token in tokenizer_config.json.")
        { Code = "tokenizer.vocabulary", File = file, Key = token };
    }

    /// <summary>Reads one token per line; the id is the line's number, from 0. Reports where a token is repeated.</summary>
    public static (Vocabulary Vocabulary, string? Repeated) ReadVocabulary(string file)
    {
        var tokens = new List<(string, int)>();
        foreach (string line in ReadLines(file))
            tokens.Add((line, tokens.Count));
        var vocabulary = new Vocabulary(tokens, tokens.Count);
        return (vocabulary, vocabulary.Count == tokens.Count ? null : Repeated(file, tokens, vocabulary));
    }

    /// <summary>The lines of a file that must be UTF-8 and have at least one, as Python reads them.</summary>
    public static List<string> ReadLines(string file)
    {
        string text = RegularFile.ReadText(file, "it is not a vocabulary, or it is damaged; fetch it again.");
        List<string> lines = [];
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            int end = rest.IndexOfAny('\n', '\r');
            lines.Add((end < 0 ? rest : rest[..end]).ToString());
            rest = end < 0 ? [] : rest[(end + (rest[end..].StartsWith("\r\n") ? 2 : 1))..];
        }

        return lines.Count > 0 ? lines : throw new BadInputException($"{file} is empty: a vocabulary has one token per line; fetch it again.") { Code = "file.empty", File = file };
    }

    private static string Repeated(string file, List<(string Token, int Id)> tokens, Vocabulary vocabulary)
    {
        (string token, int id) = tokens.Find(entry => vocabulary.Find(entry.Token) != entry.Id);
        return $"{file}, line {id + 1}: \"{token}\" is also on line {vocabulary.Find(token) + 1}; as in transformers, the last id of a token counts.";
    }
}
