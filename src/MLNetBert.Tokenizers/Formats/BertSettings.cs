using System.Text.Json;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// do_lower_case, strip_accents and tokenize_chinese_chars of a folder's tokenizer_config.json: if given, they
/// override the BertNormalizer of its tokenizer.json, as in every version of transformers. The generic classes
/// (PreTrainedTokenizerFast, TokenizersBackend) do not know them. Contradictions are noted.
/// </summary>
internal static class BertSettings
{
    public static TokenizerParts Apply(TokenizerConfig config, TokenizerParts parts)
    {
        if (parts.Normalizer is not BertNormalizer bert)
            return parts;

        bool applies = config.Class is { IsGeneric: false };
        string[] notes =
        [
            .. Compare("do_lower_case", "lowercase is", bert.Lowercase),
            .. Compare("strip_accents", bert.SaidStripAccents == null ? "strip_accents is not said, which means" : "strip_accents is", bert.StripAccents),
            .. Compare("tokenize_chinese_chars", "handle_chinese_chars is", bert.HandleChineseChars),
        ];
        parts = parts with { Notes = [.. parts.Notes, .. notes] };
        if (!applies)
            return parts;

        bool lowercase = config["do_lower_case"].Bool(missing: bert.Lowercase);
        bool? stripAccents = config["strip_accents"].BoolOrNull() ?? bert.SaidStripAccents;
        bool chinese = config["tokenize_chinese_chars"].Bool(missing: bert.HandleChineseChars);
        return parts with
        {
            Normalizer = new BertNormalizer(bert.CleanText, chinese, stripAccents, lowercase),
            DecidesOnCase = parts.DecidesOnCase && config["do_lower_case"].IsNull,
        };

        IEnumerable<string> Compare(string key, string other, bool said)
        {
            ConfigNode asked = config[key];
            if (asked.Kind == (said ? JsonValueKind.False : JsonValueKind.True))
                yield return $"{asked.Source} is {(said ? "false" : "true")}, but {parts.File}: normalizer.{other} {(said ? "true" : "false")}; the {(applies ? "first" : "second")} counts.";
        }
    }
}
