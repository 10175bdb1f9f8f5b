namespace MLNetBert.Tokenizers.Formats;

/// <summary>A tokenizer from vocab.json and merges.txt, with the settings in tokenizer_config.json: transformers' RobertaTokenizer and HerbertTokenizer.</summary>
internal static class RobertaFiles
{
    public static TokenizerParts Read(string vocabularyFile, TokenizerConfig config)
    {
        string mergesFile = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vocabularyFile))!, "merges.txt");
        if (!File.Exists(mergesFile))
            throw new BadInputException($"{vocabularyFile}: there is no merges.txt beside it, which byte-pair encoding needs too; put it there.") { Code = "tokenizer.merges", File = vocabularyFile };
        return TokenizerClass.Reading(vocabularyFile, config, "RobertaTokenizer") == "HerbertTokenizer" ? Herbert(vocabularyFile, mergesFile, config) : Roberta(vocabularyFile, mergesFile, config);
    }

    private static TokenizerParts Roberta(string vocabularyFile, string mergesFile, TokenizerConfig config)
    {
        BpeModel model = BpeFiles.Read(vocabularyFile, mergesFile, new BpeOptions());
        bool addPrefixSpace = config["add_prefix_space"].Bool(missing: false);
        return new TokenizerParts
        {
            Model = model,
            PreTokenizer = new ByteLevelPreTokenizer { AddPrefixSpace = addPrefixSpace, UseRegex = true },
            PostProcessor = RobertaProcessing.Create(
                Token(TokenRoles.Roberta, "cls_token", model, vocabularyFile, config),
                Token(TokenRoles.Roberta, "sep_token", model, vocabularyFile, config),
                config["trim_offsets"].Bool(missing: true) ? new ByteLevelTrimmer(addPrefixSpace) : null),
            Decoder = ByteLevelDecoder.Instance,
        };
    }

    // Words are cut as BERT's are, and their last character is marked.
    private static TokenizerParts Herbert(string vocabularyFile, string mergesFile, TokenizerConfig config)
    {
        BpeModel model = BpeFiles.Read(vocabularyFile, mergesFile, new BpeOptions { UnknownToken = TokenRoles.Herbert.Of(config, "unk_token"), EndOfWordSuffix = "</w>" });
        return new TokenizerParts
        {
            Model = model,
            Normalizer = new BertNormalizer(cleanText: true, handleChineseChars: true, stripAccents: false, lowercase: false),
            PreTokenizer = BertPreTokenizer.Instance,
            PostProcessor = BertProcessing.Create(
                Token(TokenRoles.Herbert, "cls_token", model, vocabularyFile, config),
                Token(TokenRoles.Herbert, "sep_token", model, vocabularyFile, config)),
            Decoder = new BpeDecoder("</w>"),
        };
    }

    private static (string Token, int Id) Token(TokenRoles roles, string role, BpeModel model, string vocabularyFile, TokenizerConfig config)
    {
        string token = roles.Of(config, role)!;
        return (token, model.TokenToId(token) ?? throw new BadInputException(
            $"{vocabularyFile}: the vocabulary has no \"{token}\", which is put around every text; name the token it has as cls_token or sep_token in tokenizer_config.json.")
        { Code = "tokenizer.vocabulary", File = vocabularyFile, Key = token });
    }
}
