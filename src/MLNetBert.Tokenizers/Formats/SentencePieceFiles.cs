namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// A tokenizer from a SentencePiece model alone, with the ids that the published models were trained on: white space separates words, and each
/// word begins with the visible space. These are transformers' ALBERT and XLM-RoBERTa, told apart by tokenizer_class, else by the file's name.
/// </summary>
internal static class SentencePieceFiles
{
    private const char Space = '\u2581';

    public static TokenizerParts Read(string file, TokenizerConfig config)
    {
        var model = SentencePieceModel.Read(file);
        string kind = config.TokenizerClass ?? (Path.GetFileName(file) == "sentencepiece.bpe.model" ? "XLMRobertaTokenizer" : "AlbertTokenizer");
        return kind switch
        {
            "XLMRobertaTokenizer" => XlmRoberta(model),
            "AlbertTokenizer" => Albert(model, config),
            _ => throw config["tokenizer_class"].Error($"is {kind}, which is not supported from {Path.GetFileName(file)} alone", "put the model's tokenizer.json beside it"),
        };
    }

    // fairseq's ids: four of its own, then the pieces without their first three, and the mask at the end.
    private static TokenizerParts XlmRoberta(SentencePieceModel model)
    {
        List<(string, double)> pieces = [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. model.Pieces.Skip(3).Select(piece => (piece.Text, (double)piece.Score)), ("<mask>", 0)];
        return Parts(
            model,
            SentencePieceModels.Create(model, pieces, 3),
            [],
            RobertaProcessing.Create(("<s>", 0), ("</s>", 2), trimmer: null, asTemplate: true),
            ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]);
    }

    private static TokenizerParts Albert(SentencePieceModel model, TokenizerConfig config)
    {
        string cls = config.SpecialToken("cls_token") ?? "[CLS]", sep = config.SpecialToken("sep_token") ?? "[SEP]", mask = config.SpecialToken("mask_token") ?? "[MASK]";
        List<(string, double)> pieces = [.. model.Pieces.Select(piece => (piece.Text, piece.Score - (EndsInDigitAndComma(piece.Text) ? 100.0 : 0.0)))];
        List<Normalizer> steps = [new ReplaceNormalizer(new StringPattern("``"), "\""), new ReplaceNormalizer(new StringPattern("''"), "\"")];
        if (!config["keep_accents"].Bool(missing: false))
            steps.AddRange([UnicodeNormalizer.Nfkd, StripAccentsNormalizer.Instance]);
        if (config["do_lower_case"].Bool(missing: true))
            steps.Add(LowercaseNormalizer.Instance);
        string pad = config.SpecialToken("pad_token") ?? "<pad>", unknown = config.SpecialToken("unk_token") ?? "<unk>";
        return Parts(
            model,
            SentencePieceModels.Create(model, pieces, model.Unknown),
            steps,
            BertProcessing.Create((cls, Id(cls)), (sep, Id(sep))),
            [.. ((string[])[pad, unknown, cls, sep, mask]).Where(token => model.Pieces.Exists(piece => piece.Text == token))]);

        int Id(string token) => model.Pieces.FindIndex(piece => piece.Text == token) is var id && id >= 0 ? id : throw new BadInputException(
            $"{model.File}: the pieces have no \"{token}\", which is put around every text; name the one they have as cls_token or sep_token in tokenizer_config.json.")
        { Code = "tokenizer.vocabulary", File = model.File, Key = token };
    }

    private static TokenizerParts Parts(SentencePieceModel model, TokenModel tokens, List<Normalizer> steps, PostProcessor postProcessor, string[] special)
    {
        if (model.CharacterMap.Length > 0)
        {
            try
            {
                steps.Add(new PrecompiledNormalizer(new CharacterMap(model.CharacterMap)));
            }
            catch (FormatException e)
            {
                throw new BadInputException($"{model.File} is not a usable SentencePiece model: the character map is damaged, {e.Message}; fetch it again.", e) { Code = "file.damaged", File = model.File };
            }
        }

        var words = new MetaspacePreTokenizer { Replacement = Space, Prepend = MetaspacePreTokenizer.PrependScheme.Always, Split = true };
        return new TokenizerParts
        {
            Model = tokens,
            Normalizer = new NormalizerSequence(steps),
            PreTokenizer = new PreTokenizerSequence([WhitespaceSplitPreTokenizer.Instance, words]),
            PostProcessor = postProcessor,
            Decoder = new MetaspaceDecoder(Space, dropsFirst: true),
            AddedTokens = [.. special.Select((token, i) => new AddedToken(token) { Special = true, LStrip = i == special.Length - 1 })],
        };
    }

    private static bool EndsInDigitAndComma(string piece) => piece.Length >= 2 && piece[^1] == ',' && GeneralCategories.IsIn(piece[^2], GeneralCategories.Mask("Nd"));
}
