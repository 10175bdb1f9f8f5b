namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// A tokenizer from a SentencePiece model alone, with the ids that the published models were trained on: white space separates words, and each
/// word begins with the visible space. These are transformers' ALBERT, XLM-RoBERTa, CamemBERT, BARThez and BigBird, told apart by the
/// folder's class, else by the file's name.
/// </summary>
internal static class SentencePieceFiles
{
    private const char Space = '\u2581';

    public static TokenizerParts Read(string file, TokenizerConfig config)
    {
        string kind = TokenizerClass.Reading(file, config, Usual(file));
        var model = SentencePieceModel.Read(file);
        return kind switch
        {
            "XLMRobertaTokenizer" => XlmRoberta(model),
            "CamembertTokenizer" => Camembert(model),
            "BarthezTokenizer" => Barthez(model),
            "BigBirdTokenizer" => BigBird(model, config),
            _ => Albert(model, config),
        };
    }

    /// <summary>The class of a file if no other file names one.</summary>
    public static string Usual(string file) => Path.GetFileName(file) == "sentencepiece.bpe.model" ? "XLMRobertaTokenizer" : "AlbertTokenizer";

    // fairseq's ids: four of its own, then the pieces without their first three, and the mask at the end.
    private static TokenizerParts XlmRoberta(SentencePieceModel model)
    {
        List<(string, double)> pieces = [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. model.Pieces.Skip(3).Select(piece => (piece.Text, (double)piece.Score)), ("<mask>", 0)];
        return Parts(
            model,
            SentencePieceModels.Create(model, pieces, 3),
            CharacterMap(model),
            RobertaProcessing.Create(("<s>", 0), ("</s>", 2), trimmer: null, asTemplate: true));
    }

    // Five tokens of its own, of which the unused unknown one stands for the pieces' first, and the mask at the end.
    private static TokenizerParts Camembert(SentencePieceModel model)
    {
        List<(string, double)> pieces = [("<s>NOTUSED", 0), ("<pad>", 0), ("</s>NOTUSED", 0), ("<unk>", 0), ("<unk>NOTUSED", -100), .. model.Pieces.Skip(1).Select(piece => (piece.Text, (double)piece.Score)), ("<mask>", 0)];
        TokenModel tokens = SentencePieceModels.Create(model, pieces, 3);
        return Parts(model, tokens, CharacterMap(model), RobertaProcessing.Create(Around(model, tokens, "<s>"), Around(model, tokens, "</s>"), trimmer: null, asTemplate: true));
    }

    // The pieces have the ids of fairseq themselves.
    private static TokenizerParts Barthez(SentencePieceModel model)
    {
        TokenModel tokens = SentencePieceModels.Create(model, [.. model.Pieces.Select(piece => (piece.Text, (double)piece.Score))], model.Unknown);
        List<Normalizer> steps = [.. CharacterMap(model), new StripNormalizer(left: false, right: true), JoinSpaces()];
        return Parts(model, tokens, steps, RobertaProcessing.Create(Around(model, tokens, "<s>"), Around(model, tokens, "</s>"), trimmer: null, asTemplate: true)) with { PreTokenizer = Words };
    }

    private static TokenizerParts BigBird(SentencePieceModel model, TokenizerConfig config)
    {
        TokenModel tokens = SentencePieceModels.Create(model, [.. model.Pieces.Select(piece => (piece.Text, (double)piece.Score))], model.Unknown);
        string cls = TokenRoles.BigBird.Of(config, "cls_token")!, sep = TokenRoles.BigBird.Of(config, "sep_token")!;
        return Parts(model, tokens, [JoinSpaces()], BertProcessing.Create(Around(model, tokens, cls), Around(model, tokens, sep))) with { PreTokenizer = Words };
    }

    private static TokenizerParts Albert(SentencePieceModel model, TokenizerConfig config)
    {
        List<(string, double)> pieces = [.. model.Pieces.Select(piece => (piece.Text, piece.Score - (EndsInDigitAndComma(piece.Text) ? 100.0 : 0.0)))];
        List<Normalizer> steps = [new ReplaceNormalizer(new StringPattern("``"), "\""), new ReplaceNormalizer(new StringPattern("''"), "\"")];
        if (!config["keep_accents"].Bool(missing: false))
            steps.AddRange([UnicodeNormalizer.Nfkd, StripAccentsNormalizer.Instance]);
        if (config["do_lower_case"].Bool(missing: true))
            steps.Add(LowercaseNormalizer.Instance);
        TokenModel tokens = SentencePieceModels.Create(model, pieces, model.Unknown);
        string cls = TokenRoles.Albert.Of(config, "cls_token")!, sep = TokenRoles.Albert.Of(config, "sep_token")!;
        return Parts(model, tokens, [.. steps, .. CharacterMap(model)], BertProcessing.Create(Around(model, tokens, cls), Around(model, tokens, sep)));
    }

    private static MetaspacePreTokenizer Words => new() { Replacement = Space, Prepend = MetaspacePreTokenizer.PrependScheme.Always, Split = true };

    private static ReplaceNormalizer JoinSpaces() => new(RegexPattern.Read(ConfigNode.Missing(""), " {2,}"), Space.ToString());

    private static (string Token, int Id) Around(SentencePieceModel model, TokenModel tokens, string token) => (token, tokens.TokenToId(token) ?? throw new BadInputException(
        $"{model.File}: the pieces have no \"{token}\", which is put around every text; name the one they have as cls_token or sep_token in tokenizer_config.json.")
    { Code = "tokenizer.vocabulary", File = model.File, Key = token });

    private static List<Normalizer> CharacterMap(SentencePieceModel model)
    {
        try
        {
            return model.CharacterMap.Length == 0 ? [] : [new PrecompiledNormalizer(new CharacterMap(model.CharacterMap))];
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{model.File} is not a usable SentencePiece model: the character map is damaged, {e.Message}; fetch it again.", e) { Code = "file.damaged", File = model.File };
        }
    }

    private static TokenizerParts Parts(SentencePieceModel model, TokenModel tokens, List<Normalizer> steps, PostProcessor postProcessor) => new()
    {
        File = model.File,
        Model = tokens,
        Normalizer = new NormalizerSequence(steps),
        PreTokenizer = new PreTokenizerSequence([WhitespaceSplitPreTokenizer.Instance, Words]),
        PostProcessor = postProcessor,
        Decoder = new MetaspaceDecoder(Space, dropsFirst: true),
    };

    private static bool EndsInDigitAndComma(string piece) => piece.Length >= 2 && piece[^1] == ',' && GeneralCategories.IsIn(piece[^2], GeneralCategories.Mask("Nd"));
}
