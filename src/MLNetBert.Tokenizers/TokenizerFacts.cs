using System.Text.Json;

namespace MLNetBert.Tokenizers;

/// <summary>What in a tokenizer's files changes results, and which file and key says so.</summary>
internal static class TokenizerFacts
{
    private const string Usual = "the usual; no file says";

    public static ModelFact LowerCasing(TokenizerConfig config, TokenizerParts parts)
    {
        bool lowers = config.LowersTexts || Lowers(parts.Normalizer);
        ConfigNode said = config["do_lower_case"];
        bool isSaid = !parts.DecidesOnCase && said.Kind == (lowers ? JsonValueKind.True : JsonValueKind.False);
        string source = config.LowersTexts ? config.SentenceBertLowerCase.Source
            : isSaid ? said.Source
            : !parts.DecidesOnCase ? Usual
            : $"{parts.File}: normalizer{(parts.Normalizer is BertNormalizer ? ".lowercase" : "")}";
        return new ModelFact("lower-casing", lowers ? "true" : "false", source);
    }

    public static ModelFact Side(string name, SequenceSide side, ConfigNode said) =>
        new(name, side == SequenceSide.Left ? "left" : "right", said.IsNull ? Usual : said.Source);

    private static bool Lowers(Normalizer? normalizer) => normalizer switch
    {
        BertNormalizer bert => bert.Lowercase,
        LowercaseNormalizer => true,
        NormalizerSequence sequence => sequence.Steps.Any(Lowers),
        PrecompiledNormalizer map => map.Normalize("A") == "a",
        _ => false,
    };
}
