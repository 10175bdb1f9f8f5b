namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// The class that transformers' AutoTokenizer would make of a folder: tokenizer_config.json's tokenizer_class, else config.json's, else the
/// one that belongs to config.json's model_type.
/// </summary>
/// <param name="Name">The class in Python, without the "Fast" at its end.</param>
/// <param name="Said">The key that says so.</param>
internal sealed record TokenizerClass(string Name, ConfigNode Said)
{
    private const string VocabularyText = "vocab.txt", Merges = "vocab.json", SentencePiece = ".model";

    /// <summary>What each class reads besides tokenizer.json, and its tokens. Where transformers has a class of its own that does what BERT's does, it is here too.</summary>
    private static readonly Dictionary<string, (string File, TokenRoles Roles)> Known = new(StringComparer.Ordinal)
    {
        ["BertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["DistilBertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["ElectraTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["ConvBertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["MobileBertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["SqueezeBertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["LayoutLMTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["LxmertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["RetriBertTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["RealmTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["DPRContextEncoderTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["DPRQuestionEncoderTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["DPRReaderTokenizer"] = (VocabularyText, TokenRoles.Bert),
        ["BertJapaneseTokenizer"] = (VocabularyText, TokenRoles.Bert.Python()),
        ["MPNetTokenizer"] = (VocabularyText, TokenRoles.MPNet),
        ["PhobertTokenizer"] = (VocabularyText, TokenRoles.Phobert),
        ["BertweetTokenizer"] = (VocabularyText, TokenRoles.Phobert),
        ["RobertaTokenizer"] = (Merges, TokenRoles.Roberta),
        ["LongformerTokenizer"] = (Merges, TokenRoles.Roberta),
        ["BartTokenizer"] = (Merges, TokenRoles.Roberta),
        ["HerbertTokenizer"] = (Merges, TokenRoles.Herbert),
        ["AlbertTokenizer"] = (SentencePiece, TokenRoles.Albert),
        ["XLMRobertaTokenizer"] = (SentencePiece, TokenRoles.Roberta),
        ["CamembertTokenizer"] = (SentencePiece, TokenRoles.Camembert),
        ["BarthezTokenizer"] = (SentencePiece, TokenRoles.Roberta),
        ["BigBirdTokenizer"] = (SentencePiece, TokenRoles.BigBird),
    };

    /// <summary>AutoTokenizer's classes of the encoders of this family, and of those whose classic files look like theirs.</summary>
    private static readonly Dictionary<string, string> OfModelType = new(StringComparer.Ordinal)
    {
        ["albert"] = "AlbertTokenizer",
        ["barthez"] = "BarthezTokenizer",
        ["bart"] = "BartTokenizer",
        ["bert"] = "BertTokenizer",
        ["bert-japanese"] = "BertJapaneseTokenizer",
        ["bertweet"] = "BertweetTokenizer",
        ["big_bird"] = "BigBirdTokenizer",
        ["camembert"] = "CamembertTokenizer",
        ["convbert"] = "ConvBertTokenizer",
        ["data2vec-text"] = "RobertaTokenizer",
        ["deberta"] = "DebertaTokenizer",
        ["deberta-v2"] = "DebertaV2Tokenizer",
        ["distilbert"] = "DistilBertTokenizer",
        ["dpr"] = "DPRQuestionEncoderTokenizer",
        ["electra"] = "ElectraTokenizer",
        ["ernie"] = "BertTokenizer",
        ["esm"] = "EsmTokenizer",
        ["flaubert"] = "FlaubertTokenizer",
        ["fnet"] = "FNetTokenizer",
        ["funnel"] = "FunnelTokenizer",
        ["gpt2"] = "GPT2Tokenizer",
        ["herbert"] = "HerbertTokenizer",
        ["ibert"] = "RobertaTokenizer",
        ["layoutlm"] = "LayoutLMTokenizer",
        ["lilt"] = "RobertaTokenizer",
        ["longformer"] = "LongformerTokenizer",
        ["luke"] = "LukeTokenizer",
        ["lxmert"] = "LxmertTokenizer",
        ["mbart"] = "MBartTokenizer",
        ["mega"] = "RobertaTokenizer",
        ["megatron-bert"] = "BertTokenizer",
        ["mobilebert"] = "MobileBertTokenizer",
        ["mpnet"] = "MPNetTokenizer",
        ["mra"] = "RobertaTokenizer",
        ["mt5"] = "T5Tokenizer",
        ["nezha"] = "BertTokenizer",
        ["nystromformer"] = "AlbertTokenizer",
        ["phobert"] = "PhobertTokenizer",
        ["prophetnet"] = "ProphetNetTokenizer",
        ["qdqbert"] = "BertTokenizer",
        ["realm"] = "RealmTokenizer",
        ["reformer"] = "ReformerTokenizer",
        ["rembert"] = "RemBertTokenizer",
        ["retribert"] = "RetriBertTokenizer",
        ["roberta"] = "RobertaTokenizer",
        ["roberta-prelayernorm"] = "RobertaTokenizer",
        ["roc_bert"] = "RoCBertTokenizer",
        ["roformer"] = "RoFormerTokenizer",
        ["splinter"] = "SplinterTokenizer",
        ["squeezebert"] = "SqueezeBertTokenizer",
        ["t5"] = "T5Tokenizer",
        ["tapas"] = "TapasTokenizer",
        ["visual_bert"] = "BertTokenizer",
        ["xlm"] = "XLMTokenizer",
        ["xlm-roberta"] = "XLMRobertaTokenizer",
        ["xlm-roberta-xl"] = "XLMRobertaTokenizer",
        ["xlnet"] = "XLNetTokenizer",
        ["xmod"] = "XLMRobertaTokenizer",
        ["yoso"] = "AlbertTokenizer",
    };

    /// <summary>Whether it stands for whatever its tokenizer.json says.</summary>
    public bool IsGeneric => Name is "PreTrainedTokenizer" or "TokenizersBackend";

    /// <summary>The class's tokens; none for a class that is not known.</summary>
    public TokenRoles Roles => Known.TryGetValue(Name, out (string File, TokenRoles Roles) known) ? known.Roles : TokenRoles.None;

    public static TokenizerClass? Find(ConfigNode config, ConfigNode model)
    {
        foreach (ConfigNode said in (ConfigNode[])[config["tokenizer_class"], model["tokenizer_class"]])
        {
            if (said.StringOrNull() is { Length: > 0 } name)
                return new(name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name, said);
        }

        return model["model_type"].StringOrNull() is { } type && OfModelType.TryGetValue(type, out string? found) ? new(found, model["model_type"]) : null;
    }

    /// <summary>What is said of a folder whose model_type AutoTokenizer does not know, which then has no class; null if there is nothing to say.</summary>
    public static string? Guessed(TokenizerConfig config, string file, string usual) => config.Class == null && config.Model["model_type"] is { IsNull: false } type
        ? $"{type.Source} is {type.String()}, whose tokenizer is not known; {Path.GetFileName(file)} is read as {usual}'s, since no tokenizer_class says otherwise."
        : null;

    /// <summary>The class, which must read such a file; <paramref name="usual"/> if no file names one.</summary>
    /// <exception cref="BadInputException">The class reads other files, or is not known.</exception>
    public static string Reading(string file, TokenizerConfig config, string usual)
    {
        TokenizerClass? named = config.Class;
        if (named != null && Known.TryGetValue(named.Name, out (string File, TokenRoles Roles) known) && Fits(file, known.File))
            return named.Name;
        if (Fits(file, VocabularyText) && PhobertFiles.AreBeside(file))
            throw new BadInputException($"{file}: there is a bpe.codes beside it, as PhobertTokenizer and BertweetTokenizer have, but no file says which of them it is; name it in tokenizer_config.json as tokenizer_class.") { Code = "config.missing", File = file, Key = "tokenizer_class" };
        return named == null ? usual : throw named.Refuse(file);
    }

    /// <summary>Whether it is of the kind; a vocabulary in lines may have another name than usual.</summary>
    private static bool Fits(string file, string kind) => file.EndsWith(kind == VocabularyText ? ".txt" : kind, StringComparison.OrdinalIgnoreCase);

    private BadInputException Refuse(string file)
    {
        string name = Path.GetFileName(file), files = name == Merges ? $"{name} and merges.txt" : name;
        string means = Said.String() is var said && (said == Name || said == Name + "Fast") ? $"is {Name}" : $"is {said}, whose tokenizer is {Name}";
        string what = IsGeneric ? "which reads only a tokenizer.json"
            : !Known.TryGetValue(Name, out (string File, TokenRoles Roles) known) || Fits(file, known.File) ? $"which is not supported from {files} alone"
            : $"which reads {(known.File == SentencePiece ? "a SentencePiece model" : known.File)}, but there is only {files}";
        return Said.Error($"{means}, {what}", $"put the model's tokenizer.json beside {(name == Merges ? "them" : "it")}", "config.unsupported");
    }
}
