using MLNetBert.Tokenization.Json;
using MLNetBert.Tokenization.Normalizers;
using MLNetBert.Tokenization.Pipeline;

namespace MLNetBert.Tokenization.WordPiece;

/// <summary>
/// do_lower_case, strip_accents and tokenize_chinese_chars of a folder's tokenizer_config.json: where they are said, they
/// count more than the BertNormalizer of its tokenizer.json, as in every version of transformers. The generic class
/// PreTrainedTokenizerFast does not know them.
/// </summary>
internal static class BertSettings
{
    public static TokenizerParts Apply(TokenizerConfig config, TokenizerParts parts)
    {
        if (parts.Normalizer is not BertNormalizer bert || config.TokenizerClass is null or "PreTrainedTokenizer")
        {
            return parts;
        }

        bool lowercase = config["do_lower_case"].Bool(missing: bert.Lowercase);
        bool? stripAccents = config["strip_accents"].BoolOrNull() ?? bert.SaidStripAccents;
        bool chinese = config["tokenize_chinese_chars"].Bool(missing: bert.HandleChineseChars);
        return parts with { Normalizer = new BertNormalizer(bert.CleanText, chinese, stripAccents, lowercase) };
    }
}
