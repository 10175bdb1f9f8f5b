namespace MLNetBert.Tokenizers.Formats;

/// <summary>A tokenizer from vocab.json and merges.txt, with the settings in tokenizer_config.json: transformers' RobertaTokenizer.</summary>
internal static class RobertaFiles
{
    public static TokenizerParts Read(string vocabularyFile, TokenizerConfig config)
    {
        string mergesFile = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vocabularyFile))!, "merges.txt");
        if (!File.Exists(mergesFile))
            throw new BadInputException($"{vocabularyFile}: there is no merges.txt beside it, which byte-pair encoding needs too; put it there.") { Code = "tokenizer.merges", File = vocabularyFile };
        if (config.TokenizerClass is not (null or "RobertaTokenizer" or "LongformerTokenizer" or "BartTokenizer"))
            throw config["tokenizer_class"].Error($"is {config.TokenizerClass}, which is not supported from vocab.json and merges.txt alone", "put the model's tokenizer.json beside them");

        BpeModel model = BpeFiles.Read(vocabularyFile, mergesFile);
        bool addPrefixSpace = config["add_prefix_space"].Bool(missing: false);
        string cls = config.SpecialToken("cls_token") ?? "<s>", sep = config.SpecialToken("sep_token") ?? "</s>", mask = config.SpecialToken("mask_token") ?? "<mask>";
        string[] special = [config.SpecialToken("bos_token") ?? "<s>", config.SpecialToken("pad_token") ?? "<pad>", config.SpecialToken("eos_token") ?? "</s>", config.SpecialToken("unk_token") ?? "<unk>", cls, sep];
        return new TokenizerParts
        {
            Model = model,
            PreTokenizer = new ByteLevelPreTokenizer { AddPrefixSpace = addPrefixSpace, UseRegex = true },
            PostProcessor = RobertaProcessing.Create((cls, Id(cls)), (sep, Id(sep)), config["trim_offsets"].Bool(missing: true) ? new ByteLevelTrimmer(addPrefixSpace) : null),
            Decoder = ByteLevelDecoder.Instance,
            AddedTokens =
            [
                .. special.Distinct().Where(token => model.TokenToId(token) != null).Select(token => new AddedToken(token) { Special = true, Normalized = true }),
                .. model.TokenToId(mask) == null ? Array.Empty<AddedToken>() : [new AddedToken(mask) { Special = true, LStrip = true }],
            ],
        };

        int Id(string token) => model.TokenToId(token) ?? throw new BadInputException(
            $"{vocabularyFile}: the vocabulary has no \"{token}\", which is put around every text; name the token it has as cls_token or sep_token in tokenizer_config.json.")
        { Code = "tokenizer.vocabulary", File = vocabularyFile, Key = token };
    }
}
