using System.Text.Json;

namespace MLNetBert.Tokenizers;

/// <summary>What in a tokenizer's files changes results, and which file and key says so.</summary>
internal static class TokenizerFacts
{
    private const string Usual = "the usual; no file says";

    /// <summary>The class that AutoTokenizer would make, and who says so; else the file's own kind.</summary>
    public static ModelFact Class(TokenizerConfig config, TokenizerParts parts) =>
        config.Class is { } named ? new("tokenizer class", named.Name, named.Said.Source) : new("tokenizer class", "none is named", $"{parts.File} alone");

    /// <summary>The special tokens and their ids, by the file or class that names them.</summary>
    public static IEnumerable<ModelFact> SpecialTokens(TokenizerParts parts, AddedVocabulary added) => parts.TokenSources
        .Where(named => added.Find(named.Token) is int id && added.Token(id) is { } token && added.IsSpecial(token))
        .GroupBy(named => FileOf(named.Source))
        .Select(file => new ModelFact("special tokens", List([.. file.Select(named => named.Token).Distinct().Select(token => $"{token} {added.Find(token)}")]), file.Key));

    private static string List(string[] tokens) => tokens.Length <= 12 ? string.Join(", ", tokens) : $"{string.Join(", ", tokens[..12])} and {tokens.Length - 12} more";

    private static string FileOf(string source) => source.IndexOf(".json: ", StringComparison.Ordinal) is var end and >= 0 ? source[..(end + 5)] : source;

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
