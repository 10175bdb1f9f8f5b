namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// tokenizer_config.json, special_tokens_map.json, added_tokens.json and sentence_bert_config.json of a folder, whichever
/// exist. Special tokens are taken from tokenizer_config.json first, as in transformers.
/// </summary>
internal sealed class TokenizerConfig
{
    private readonly ConfigNode _config, _map;

    private TokenizerConfig(ConfigNode config, ConfigNode map, ConfigNode addedTokens, ConfigNode sentenceBert)
    {
        _config = config;
        _map = map;
        AddedTokensFile = addedTokens;
        SentenceBertLowerCase = sentenceBert["do_lower_case"];
        LowersTexts = SentenceBertLowerCase.Bool(missing: false);
    }

    /// <summary>A key of tokenizer_config.json.</summary>
    public ConfigNode this[string key] => _config[key];

    /// <summary>added_tokens.json: tokens and ids.</summary>
    public ConfigNode AddedTokensFile { get; }

    /// <summary>sentence_bert_config.json's do_lower_case.</summary>
    public ConfigNode SentenceBertLowerCase { get; }

    /// <summary>Whether sentence-transformers lower-cases whole texts, special tokens included, before they are tokenized.</summary>
    public bool LowersTexts { get; }

    /// <summary>The class in Python, without the "Fast" at its end, or null.</summary>
    public string? TokenizerClass => _config["tokenizer_class"].StringOrNull() is { } name && name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : _config["tokenizer_class"].StringOrNull();

    /// <param name="folder">The folder with the files.</param>
    /// <param name="sentences">Whether sentence_bert_config.json counts too: it is about the folder, not about a single file in it.</param>
    public static TokenizerConfig Read(string folder, bool sentences) =>
        new(ConfigNode.ReadIfThere(folder, "tokenizer_config.json"), ConfigNode.ReadIfThere(folder, "special_tokens_map.json"), ConfigNode.ReadIfThere(folder, "added_tokens.json"),
            sentences ? ConfigNode.ReadIfThere(folder, "sentence_bert_config.json") : ConfigNode.Missing(folder));

    /// <summary>The text of a role such as pad_token, from either file; they write it as a string or as an added token.</summary>
    public string? SpecialToken(string role)
    {
        ConfigNode node = SpecialTokenNode(role);
        return node.Kind == System.Text.Json.JsonValueKind.Object ? node.Required("content").String() : node.StringOrNull();
    }

    /// <summary>Where a role's text was found.</summary>
    public ConfigNode SpecialTokenNode(string role) => _config[role].IsNull ? _map[role] : _config[role];

    public int? ModelMaxLength => _config["model_max_length"].LengthOrNull();

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
}
