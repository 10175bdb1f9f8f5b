using System.Text.Json.Nodes;

namespace MLNetBert.Tests.Tokenization.Fuzz;

/// <summary>Random tokenizer.json files: the tiny WordPiece vocabulary with any added tokens, normalizer and pre-tokenizer.</summary>
internal sealed class SettingsGenerator(int seed)
{
    private static readonly string[] Contents =
    [
        "a", "b", "ab", "abc", "bcd", "hello", "HELLO", "llo", "New York", "new york city", "caf\u00E9", "cafe", "\u00C9", "\u4E2D", "\u4E2D\u6587", " x", "x ", " ", "  ",
        ".", "...", "[MASK]", "[mask]", "<ent>", "<", "zz", "zzq", "\U0001F600", "\u0130", "\u03A3", "-", "'s", "\n", "\u00A0a", "i\u0307", "token\u200Bizer", "7", "\u0627\u0644",
    ];

    private readonly Random _random = new(seed);

    public string Next(string tinyJson)
    {
        JsonNode root = JsonNode.Parse(tinyJson)!;
        var added = new JsonArray();
        // Of a few contents, some come again and again with other flags.
        int first = _random.Next(Contents.Length), contents = Chance(3) ? 2 : Contents.Length;
        for (int i = _random.Next(9); i > 0; i--)
        {
            string content = Contents[(first + _random.Next(contents)) % Contents.Length];
            added.Add(new JsonObject
            {
                ["id"] = _random.Next(300),
                ["content"] = content,
                ["single_word"] = Chance(4),
                ["lstrip"] = Chance(3),

                // Without it, a token of spaces inside the spaces that another has swallowed ends the Rust library in a panic.
                ["rstrip"] = string.IsNullOrWhiteSpace(content) || Chance(3),
                ["normalized"] = Chance(2),
                ["special"] = Chance(3),
            });
        }

        root["added_tokens"] = added;
        root["normalizer"] = _random.Next(6) switch
        {
            0 => null,
            1 => Sequence("normalizers", "NFD", "StripAccents", "Lowercase"),
            _ => Bert(),
        };
        root["pre_tokenizer"] = _random.Next(8) switch
        {
            0 => null,
            1 => Typed("Whitespace"),
            2 => Typed("WhitespaceSplit"),
            3 => Sequence("pretokenizers", "WhitespaceSplit", "BertPreTokenizer"),
            _ => Typed("BertPreTokenizer"),
        };
        root["model"]!["max_input_chars_per_word"] = Chance(3) ? _random.Next(12) : 100;
        if (Chance(5))
            root["model"]!["continuing_subword_prefix"] = Chance(2) ? "" : "@@";

        return root.ToJsonString();
    }

    private JsonObject Bert() => new()
    {
        ["type"] = "BertNormalizer",
        ["clean_text"] = !Chance(3),
        ["handle_chinese_chars"] = !Chance(3),
        ["strip_accents"] = _random.Next(3) switch { 0 => true, 1 => false, _ => null },
        ["lowercase"] = !Chance(3),
    };

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Sequence(string key, params string[] types) => new()
    {
        ["type"] = "Sequence",
        [key] = new JsonArray([.. types.Select(Typed)]),
    };

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
