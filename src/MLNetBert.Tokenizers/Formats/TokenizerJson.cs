namespace MLNetBert.Tokenizers.Formats;

/// <summary>Reads a tokenizer.json, the format of Hugging Face's tokenizers library.</summary>
internal static class TokenizerJson
{
    public static TokenizerParts Read(string file)
    {
        var root = ConfigNode.ReadFile(file);
        ConfigNode padding = root["padding"];
        return new TokenizerParts
        {
            Model = Components.Model(root.Required("model")),
            Normalizer = Components.Normalizer(root["normalizer"]),
            PreTokenizer = Components.PreTokenizer(root["pre_tokenizer"]),
            PostProcessor = Components.PostProcessor(root["post_processor"]),
            Decoder = Components.Decoder(root["decoder"]),
            AddedTokens = root["added_tokens"].IsNull ? [] : [.. root["added_tokens"].Items().Select(ReadAddedToken)],
            FileOptions = ReadOptions(root["truncation"], padding),
            FilePadToken = padding["pad_token"].StringOrNull(),
        };
    }

    /// <summary>Reads an added token; tokenizer_config.json writes them in the same form.</summary>
    public static AddedToken ReadAddedToken(ConfigNode node)
    {
        bool special = node["special"].Bool(missing: false);
        return new AddedToken(node.Required("content").String())
        {
            SingleWord = node["single_word"].Bool(missing: false),
            LStrip = node["lstrip"].Bool(missing: false),
            RStrip = node["rstrip"].Bool(missing: false),
            Normalized = node["normalized"].Bool(missing: !special),
            Special = special,
        };
    }

    private static EncodeOptions? ReadOptions(ConfigNode truncation, ConfigNode padding)
    {
        if (truncation.IsNull && padding.IsNull)
            return null;

        EncodeOptions options = new();
        if (!truncation.IsNull)
        {
            options = options with
            {
                MaxLength = ReadLength(truncation.Required("max_length")),
                Truncation = ReadStrategy(truncation["strategy"]),
                TruncationSide = ReadSide(truncation["direction"]),
                Stride = truncation["stride"].IsNull ? 0 : truncation["stride"].Count(),
            };
        }

        if (!padding.IsNull)
        {
            ConfigNode strategy = padding.Required("strategy");
            bool isFixed = strategy.Kind == System.Text.Json.JsonValueKind.Object;
            options = options with
            {
                Padding = isFixed ? PaddingStrategy.MaxLength : PaddingStrategy.Longest,
                PadLength = isFixed ? strategy.Required("Fixed").Count() : null,
                PadToMultipleOf = padding["pad_to_multiple_of"].IsNull ? null : padding["pad_to_multiple_of"].Count(),
                PaddingSide = ReadSide(padding["direction"]),
                PadTokenId = padding.Required("pad_id").Count(),
                PadTokenTypeId = padding["pad_type_id"].Int(missing: 0),
                PadToken = padding.Required("pad_token").String(),
            };
        }

        return options;
    }

    /// <summary>A length beyond what can be counted means none: some files write the greatest number for "no limit".</summary>
    private static int? ReadLength(ConfigNode node) => node.Double() >= int.MaxValue ? null : node.Count();

    private static TruncationStrategy ReadStrategy(ConfigNode node) => node.StringOrNull() switch
    {
        null or "LongestFirst" => TruncationStrategy.LongestFirst,
        "OnlyFirst" => TruncationStrategy.OnlyFirst,
        "OnlySecond" => TruncationStrategy.OnlySecond,
        _ => throw node.Error("must be LongestFirst, OnlyFirst or OnlySecond"),
    };

    private static SequenceSide ReadSide(ConfigNode node) => node.StringOrNull() switch
    {
        null or "Right" => SequenceSide.Right,
        "Left" => SequenceSide.Left,
        _ => throw node.Error("must be Left or Right"),
    };
}
