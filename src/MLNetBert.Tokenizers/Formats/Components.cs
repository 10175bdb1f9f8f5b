using MLNetBert.Tokenizers.Unigram;
using MLNetBert.Tokenizers.WordPiece;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>The one place where a component's "type" in tokenizer.json is mapped to its class.</summary>
internal static class Components
{
    public static Normalizer? Normalizer(ConfigNode node) => node.IsNull ? null : node.Type switch
    {
        "BertNormalizer" => BertNormalizer.Read(node),
        "Sequence" => new NormalizerSequence(node.Required("normalizers").Items().Select(n => Normalizer(n) ?? throw n.Error("must be an object"))),
        "NFC" => UnicodeNormalizer.Nfc,
        "NFD" => UnicodeNormalizer.Nfd,
        "NFKC" => UnicodeNormalizer.Nfkc,
        "NFKD" => UnicodeNormalizer.Nfkd,
        "Nmt" => NmtNormalizer.Instance,
        "Precompiled" => PrecompiledNormalizer.Read(node),
        "Prepend" => PrependNormalizer.Read(node),
        "Replace" => ReplaceNormalizer.Read(node),
        "Strip" => StripNormalizer.Read(node),
        "ByteLevel" => ByteLevelNormalizer.Instance,
        "Lowercase" => LowercaseNormalizer.Instance,
        "StripAccents" => StripAccentsNormalizer.Instance,
        _ => throw node.Unsupported("normalizer"),
    };

    public static PreTokenizer? PreTokenizer(ConfigNode node) => node.IsNull ? null : node.Type switch
    {
        "BertPreTokenizer" => BertPreTokenizer.Instance,
        "Whitespace" => WhitespacePreTokenizer.Instance,
        "WhitespaceSplit" => WhitespaceSplitPreTokenizer.Instance,
        "ByteLevel" => ByteLevelPreTokenizer.Read(node),
        "CharDelimiterSplit" => PatternPreTokenizer.CharDelimiter(node),
        "Digits" => PatternPreTokenizer.Digits(node),
        "Metaspace" => MetaspacePreTokenizer.Read(node),
        "Punctuation" => PatternPreTokenizer.Punctuation(node),
        "Split" => PatternPreTokenizer.Split(node),
        "Sequence" => new PreTokenizerSequence(node.Required("pretokenizers").Items().Select(n => PreTokenizer(n) ?? throw n.Error("must be an object"))),
        _ => throw node.Unsupported("pre-tokenizer"),
    };

    public static TokenModel Model(ConfigNode node) => (node.Type ?? InferModel(node)) switch
    {
        "WordPiece" => WordPieceModel.Read(node),
        "BPE" => BpeFiles.Read(node),
        "Unigram" => UnigramModel.Read(node),
        "WordLevel" => WordLevelModel.Read(node),
        _ => throw node.Unsupported("model"),
    };

    public static PostProcessor PostProcessor(ConfigNode node) => node.IsNull ? Pipeline.PostProcessor.None : node.Type switch
    {
        "TemplateProcessing" => TemplateProcessing.Read(node),
        "BertProcessing" => BertProcessing.Read(node),
        "RobertaProcessing" => RobertaProcessing.Read(node),
        "ByteLevel" => ByteLevelTrimmer.Read(node),
        "Sequence" => PostProcessorSequence.Create(node.Required("processors").Items().Select(n => (n, PostProcessor(n)))),
        _ => throw node.Unsupported("post-processor"),
    };

    public static Decoder? Decoder(ConfigNode node) => node.IsNull ? null : node.Type switch
    {
        "WordPiece" => WordPieceDecoder.Read(node),
        "BPEDecoder" => BpeDecoder.Read(node),
        "ByteFallback" => ByteFallbackDecoder.Instance,
        "ByteLevel" => ByteLevelDecoder.Instance,
        "Fuse" => FuseDecoder.Instance,
        "Metaspace" => MetaspaceDecoder.Read(node),
        "Replace" => ReplaceDecoder.Read(node),
        "Sequence" => new DecoderSequence(node.Required("decoders").Items().Select(n => Decoder(n) ?? throw n.Error("must be an object"))),
        "Strip" => StripDecoder.Read(node),
        _ => throw node.Unsupported("decoder"),
    };

    /// <summary>Older files leave out model.type: only one kind of model has each of these keys.</summary>
    private static string? InferModel(ConfigNode node) =>
        !node["merges"].IsNull ? "BPE"
        : !node["max_input_chars_per_word"].IsNull ? "WordPiece"
        : node["vocab"].Kind == System.Text.Json.JsonValueKind.Array ? "Unigram"
        : node["vocab"].Kind == System.Text.Json.JsonValueKind.Object && !node["unk_token"].IsNull ? "WordLevel"
        : null;
}
