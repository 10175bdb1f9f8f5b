using MLNetBert.Tokenizers.Japanese;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// transformers' BertJapaneseTokenizer from vocab.txt and tokenizer_config.json: special tokens are split off the raw text; the
/// rest is normalized (NFKC), cut into words (MeCab, or white space and punctuation) and those into word pieces or characters.
/// </summary>
internal static class JapaneseTokenizer
{
    /// <summary>Whether the files ask for this tokenizer.</summary>
    public static bool IsMeant(TokenizerConfig config) =>
        config.Class?.Name == "BertJapaneseTokenizer" || config["word_tokenizer_type"].StringOrNull() is "mecab" or "sudachi" or "jumanpp";

    public static TokenizerParts Read(string folder, TokenizerConfig config)
    {
        string file = Path.Combine(folder, "vocab.txt");
        if (!File.Exists(file))
            throw new BadInputException($"{folder} has no vocab.txt, which its tokenizer_config.json (BertJapaneseTokenizer) needs: copy it from where the model came from.") { Code = "tokenizer.missing", File = folder };

        // The vocabulary, the special tokens and what is put around a text are BERT's.
        TokenRoles roles = TokenRoles.Bert.Python();
        TokenizerParts bert = NamedTokens.Add(config, BertVocabulary.Read(file, config, TokenRoles.Bert), roles);
        bool lowercase = config["do_lower_case"].Bool(missing: false);
        HashSet<string> neverSplit = NeverSplit(config, bert.AddedTokens);
        return bert with
        {
            Normalizer = Normalizer(config, lowercase),
            PreTokenizer = new PreTokenizerSequence(PreTokenizers(folder, config, lowercase, neverSplit)),
            Model = SubwordModel(config, bert.Model),
            Decoder = new WordPieceDecoder("##", cleanUp: config["clean_up_tokenization_spaces"].Bool(missing: false)),
        };
    }

    private static Normalizer? Normalizer(TokenizerConfig config, bool lowercase)
    {
        List<Normalizer> steps = lowercase ? [LowercaseNormalizer.Instance] : [];
        if (IsMecab(config))
        {
            if (config["mecab_kwargs"]["normalize_text"].Bool(missing: true))
                steps.Add(PythonNfkc.Instance);
        }
        else
        {
            steps.Add(UnicodeNormalizer.Nfc);
        }

        return steps.Count == 0 ? null : new NormalizerSequence(steps);
    }

    private static IEnumerable<PreTokenizer> PreTokenizers(string folder, TokenizerConfig config, bool lowercase, HashSet<string> neverSplit)
    {
        if (!config["do_word_tokenize"].Bool(missing: true))
            yield break;

        if (IsMecab(config))
        {
            yield return new MecabPreTokenizer(MecabDictionaries.Find(folder, config["mecab_kwargs"]));
            if (lowercase)
                yield return new LowercaseWords(neverSplit);
        }
        else
        {
            yield return new BasicPreTokenizer(lowercase, neverSplit);
        }

        if (!IsCharacter(config))
        {
            // The word-piece tokenizer cuts each word again at Python's white space: "\r" is a word to MeCab, but becomes no token.
            yield return PythonWhiteSpace.Instance;
        }
    }

    private static TokenModel SubwordModel(TokenizerConfig config, TokenModel wordPiece) =>
        config["do_subword_tokenize"].Bool(missing: true) && !IsCharacter(config)
            ? wordPiece
            : new CharacterModel(wordPiece, config.SpecialToken("unk_token") ?? "[UNK]", wholeWords: !config["do_subword_tokenize"].Bool(missing: true));

    private static bool IsMecab(TokenizerConfig config) => config["word_tokenizer_type"].StringOrNull() switch
    {
        "mecab" => true,
        null or "basic" => false,
        var other => throw config["word_tokenizer_type"].Error($"is \"{other}\", which is not supported", "use \"mecab\" or \"basic\""),
    };

    private static bool IsCharacter(TokenizerConfig config) => config["subword_tokenizer_type"].StringOrNull() switch
    {
        "character" => true,
        null or "wordpiece" => false,
        var other => throw config["subword_tokenizer_type"].Error($"is \"{other}\", which is not supported", "use \"wordpiece\" or \"character\""),
    };

    // Words that stay whole: transformers adds all special tokens to the list.
    private static HashSet<string> NeverSplit(TokenizerConfig config, IReadOnlyList<AddedToken> added)
    {
        HashSet<string> words = [.. added.Where(t => t.Special).Select(t => t.Content)];
        foreach (ConfigNode list in (ConfigNode[])[config["never_split"], config["mecab_kwargs"]["never_split"]])
        {
            if (!list.IsNull)
                words.UnionWith(list.Items().Select(n => n.String()));
        }

        return words;
    }
}
