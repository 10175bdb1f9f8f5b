using System.Text.Json;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// What the files beside a tokenizer's main one say: tokenizer_config.json, special_tokens_map.json, added_tokens.json, config.json, and
/// sentence_bert_config.json, whichever exist. Which of them counts is transformers' rule (docs/models.md).
/// </summary>
internal sealed class TokenizerConfig
{
    private readonly ConfigNode _config, _map;

    private TokenizerConfig(ConfigNode config, ConfigNode map, ConfigNode addedTokens, ConfigNode model, ConfigNode sentenceBert)
    {
        _config = config;
        _map = map;
        AddedTokensFile = addedTokens;
        Model = model;
        SentenceBertLowerCase = sentenceBert["do_lower_case"];
        LowersTexts = SentenceBertLowerCase.Bool(missing: false);
        Class = TokenizerClass.Find(config, model);
    }

    /// <summary>A key of tokenizer_config.json.</summary>
    public ConfigNode this[string key] => _config[key];

    /// <summary>added_tokens.json: tokens and ids. It counts only if tokenizer_config.json has no added_tokens_decoder, as special_tokens_map.json.</summary>
    public ConfigNode AddedTokensFile { get; }

    /// <summary>config.json, the model's own.</summary>
    public ConfigNode Model { get; }

    /// <summary>sentence_bert_config.json's do_lower_case.</summary>
    public ConfigNode SentenceBertLowerCase { get; }

    /// <summary>Whether sentence-transformers puts lower-casing in front of the normalizer.</summary>
    public bool LowersTexts { get; }

    /// <summary>The class that AutoTokenizer would choose, or null if no file says.</summary>
    public TokenizerClass? Class { get; }

    public int? ModelMaxLength => _config["model_max_length"].LengthOrNull();

    /// <summary>The token lists that are special beside the roles: extra_special_tokens, once called additional_special_tokens.</summary>
    public IEnumerable<ConfigNode> ExtraTokens
    {
        get
        {
            ConfigNode own = _config["extra_special_tokens"].IsNull ? _config["additional_special_tokens"] : _config["extra_special_tokens"], mapped = Mapped("extra_special_tokens");
            return (own.IsNull && mapped.IsNull ? [Mapped("additional_special_tokens")] : (ConfigNode[])[own, mapped]).Where(node => !node.IsNull);
        }
    }

    /// <summary>Tokens under names of their own, such as image_token; they are special too.</summary>
    public IEnumerable<ConfigNode> NamedTokens => _config.IsNull ? [] : _config.Properties()
        .Where(pair => pair.Key.EndsWith("_token", StringComparison.Ordinal) && !TokenRoles.Names.Contains(pair.Key) && (pair.Value.Kind == JsonValueKind.String || IsToken(pair.Value)))
        .Select(pair => pair.Value);

    private bool MapCounts => _config["added_tokens_decoder"].IsNull;

    /// <param name="folder">The folder with the files.</param>
    /// <param name="sentences">Whether sentence_bert_config.json counts too: it is about the folder, not about a single file in it.</param>
    public static TokenizerConfig Read(string folder, bool sentences) =>
        new(ConfigNode.ReadIfThere(folder, "tokenizer_config.json"), ConfigNode.ReadIfThere(folder, "special_tokens_map.json"), ConfigNode.ReadIfThere(folder, "added_tokens.json"),
            ConfigNode.ReadIfThere(folder, "config.json"), sentences ? SentenceFiles.Settings(folder) : ConfigNode.Missing(folder));

    /// <summary>The text of a role such as pad_token, from either file; they write it as a string or as an added token.</summary>
    public string? SpecialToken(string role) => Text(SpecialTokenNode(role));

    /// <summary>Where a role's text was found: special_tokens_map.json comes before tokenizer_config.json, unless that has added_tokens_decoder.</summary>
    public ConfigNode SpecialTokenNode(string role) => Mapped(role) is { IsNull: false } mapped ? mapped : _config[role];

    /// <summary>The text of a token, which is written as a string or as an added token.</summary>
    public static string? Text(ConfigNode node) => node.Kind == JsonValueKind.Object ? node.Required("content").String() : node.StringOrNull();

    public SequenceSide Side(string key)
    {
        ConfigNode node = _config[key];
        return node.StringOrNull() switch
        {
            null or "right" => SequenceSide.Right,
            "left" => SequenceSide.Left,
            _ => throw node.Error("must be \"left\" or \"right\""),
        };
    }

    private static bool IsToken(ConfigNode node) => node.Kind == JsonValueKind.Object && node["content"].Kind == JsonValueKind.String;

    private ConfigNode Mapped(string key) => MapCounts ? _map[key] : default;
}
