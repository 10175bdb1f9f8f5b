using MLNetBert.Tokenizers.WordPiece;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>BERT's older form: vocab.txt, one token per line, with the settings in tokenizer_config.json: transformers' BertTokenizer.</summary>
internal static class BertVocabulary
{
    public static TokenizerParts Read(string file, TokenizerConfig config)
    {
        (Vocabulary vocabulary, string? repeated) = ReadVocabulary(file);
        string cls = config.SpecialToken("cls_token") ?? "[CLS]";
        string sep = config.SpecialToken("sep_token") ?? "[SEP]";
        string unknown = config.SpecialToken("unk_token") ?? "[UNK]";
        string[] special = [unknown, sep, config.SpecialToken("pad_token") ?? "[PAD]", cls, config.SpecialToken("mask_token") ?? "[MASK]"];
        if (vocabulary.Find(unknown) == null)
            throw new BadInputException($"{file}: the vocabulary has no \"{unknown}\", which stands for unknown words; name the token it has as unk_token in tokenizer_config.json.") { Code = "tokenizer.vocabulary", File = file, Key = unknown };

        List<AddedToken> added = [.. special.Where(s => vocabulary.Find(s) != null).Distinct().Select(s => new AddedToken(s) { Special = true })];
        AddFromConfig(config, vocabulary, added);
        return new TokenizerParts
        {
            Model = new WordPieceModel(vocabulary, unknown, "##", 100),
            Normalizer = new BertNormalizer(
                cleanText: true,
                handleChineseChars: config["tokenize_chinese_chars"].Bool(missing: true),
                stripAccents: config["strip_accents"].BoolOrNull(),
                lowercase: config["do_lower_case"].Bool(missing: true)),
            PreTokenizer = BertPreTokenizer.Instance,
            PostProcessor = BertProcessing.Create((cls, Id(cls)), (sep, Id(sep))),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            AddedTokens = added,
            Notes = repeated == null ? [] : [repeated],
        };

        int Id(string token) => vocabulary.Find(token) ?? throw new BadInputException(
            $"{file}: the vocabulary has no \"{token}\", which is put around every text; name the token it has as cls_token or sep_token in tokenizer_config.json.")
        { Code = "tokenizer.vocabulary", File = file, Key = token };
    }

    /// <summary>Reads one token per line; the id is the line's number, from 0. Reports where a token is repeated.</summary>
    public static (Vocabulary Vocabulary, string? Repeated) ReadVocabulary(string file)
    {
        string text;
        try
        {
            text = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
        }
        catch (System.Text.DecoderFallbackException e)
        {
            throw new BadInputException($"{file} is not UTF-8 (byte {e.Index + 1}): it is not a vocabulary, or it is damaged; fetch it again.", e) { Code = "file.encoding", File = file };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message}", e) { Code = "file.unreadable", File = file };
        }

        var tokens = new List<(string, int)>();
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            int end = rest.IndexOfAny('\n', '\r');
            tokens.Add(((end < 0 ? rest : rest[..end]).ToString(), tokens.Count));
            rest = end < 0 ? [] : rest[(end + (rest[end..].StartsWith("\r\n") ? 2 : 1))..];
        }

        if (tokens.Count == 0)
            throw new BadInputException($"{file} is empty: a vocabulary has one token per line; fetch it again.") { Code = "file.empty", File = file };

        var vocabulary = new Vocabulary(tokens, tokens.Count);
        return (vocabulary, vocabulary.Count == tokens.Count ? null : Repeated(file, tokens, vocabulary));
    }

    private static string Repeated(string file, List<(string Token, int Id)> tokens, Vocabulary vocabulary)
    {
        (string token, int id) = tokens.Find(entry => vocabulary.Find(entry.Token) != entry.Id);
        return $"{file}, line {id + 1}: \"{token}\" is also on line {vocabulary.Find(token) + 1}; as in transformers, the last id of a token counts.";
    }

    /// <summary>Tokens added after training: added_tokens_decoder in tokenizer_config.json, or the older added_tokens.json.</summary>
    private static void AddFromConfig(TokenizerConfig config, Vocabulary vocabulary, List<AddedToken> added)
    {
        ConfigNode decoder = config["added_tokens_decoder"];
        if (!decoder.IsNull)
        {
            foreach (AddedToken token in decoder.Properties().OrderBy(p => int.TryParse(p.Key, out int id) ? id : throw p.Value.Error("must have an id as its key")).Select(p => TokenizerJson.ReadAddedToken(p.Value)))
            {
                added.RemoveAll(t => t.Content == token.Content);
                added.Add(token);
            }
        }
        else if (!config.AddedTokensFile.IsNull)
        {
            foreach ((string token, int id) in config.AddedTokensFile.TokenIds().OrderBy(t => t.Id))
            {
                if (vocabulary.Find(token) == null)
                    added.Add(new AddedToken(token) { Normalized = true });
            }
        }
    }
}
