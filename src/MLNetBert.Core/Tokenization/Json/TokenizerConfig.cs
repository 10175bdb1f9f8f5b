namespace MLNetBert.Tokenization.Json;

/// <summary>
/// tokenizer_config.json, special_tokens_map.json and added_tokens.json of a folder, whichever are there. Special tokens
/// are taken from tokenizer_config.json first, as transformers does.
/// </summary>
internal sealed class TokenizerConfig
{
    private readonly ConfigNode _config, _map;

    private TokenizerConfig(ConfigNode config, ConfigNode map, ConfigNode addedTokens)
    {
        _config = config;
        _map = map;
        AddedTokensFile = addedTokens;
    }

    /// <summary>A key of tokenizer_config.json.</summary>
    public ConfigNode this[string key] => _config[key];

    /// <summary>added_tokens.json: tokens and ids.</summary>
    public ConfigNode AddedTokensFile { get; }

    /// <summary>The class in Python, without the "Fast" at its end, or null.</summary>
    public string? TokenizerClass => _config["tokenizer_class"].StringOrNull() is { } name && name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : _config["tokenizer_class"].StringOrNull();

    public static TokenizerConfig Read(string folder) =>
        new(ReadIfThere(folder, "tokenizer_config.json"), ReadIfThere(folder, "special_tokens_map.json"), ReadIfThere(folder, "added_tokens.json"));

    /// <summary>The text of a role such as pad_token, from either file; they write it as a string or as an added token.</summary>
    public string? SpecialToken(string role)
    {
        foreach (ConfigNode node in (ConfigNode[])[_config[role], _map[role]])
        {
            if (!node.IsNull)
            {
                return node.Kind == System.Text.Json.JsonValueKind.Object ? node.Required("content").String() : node.String();
            }
        }

        return null;
    }

    /// <summary>model_max_length; transformers writes 1e30 for "none".</summary>
    public int? ModelMaxLength()
    {
        ConfigNode node = _config["model_max_length"];
        if (node.IsNull)
        {
            return null;
        }

        double length = node.Double();
        return length is >= 1 and < 1e9 && length == Math.Floor(length) ? (int)length : null;
    }

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

    private static ConfigNode ReadIfThere(string folder, string name)
    {
        string file = Path.Combine(folder, name);
        return File.Exists(file) ? ConfigNode.ReadFile(file) : ConfigNode.Missing(file);
    }
}
