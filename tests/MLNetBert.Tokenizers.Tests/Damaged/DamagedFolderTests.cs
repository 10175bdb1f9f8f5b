using System.Text;
using System.Text.Json.Nodes;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Damaged;

/// <summary>The files beside the main one, with wrong types and random bytes: a BadInputException, or a tokenizer that works.</summary>
public sealed class DamagedFolderTests
{
    private const string Bert = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\n##x\nab\n", Phobert = "Tôi 10\nl@@ 9\nà 8\n", Codes = "T ô 9\nTô i</w> 8\n";

    private static readonly Dictionary<string, string> Files = new()
    {
        ["tokenizer_config.json"] = """
            {"do_lower_case": false, "model_max_length": 8, "pad_token": "[PAD]", "mask_token": {"content": "[MASK]", "lstrip": true, "normalized": false},
             "extra_special_tokens": ["ab", {"content": "[E1]", "special": true}], "image_token": "[I]", "added_tokens_decoder": {"9": {"content": "[E2]", "special": false}}, "never_split": ["a"]}
            """,
        ["special_tokens_map.json"] = """{"bos_token": "[B]", "additional_special_tokens": ["[A]", {"content": "[C]", "rstrip": true}], "extra_special_tokens": {"x": "[X]"}}""",
        ["added_tokens.json"] = """{"[E3]": 12, "hello": 5}""",
        ["config.json"] = """{"model_type": "bert", "vocab_size": 100, "tokenizer_class": "PhobertTokenizer"}""",
        ["sentence_roberta_config.json"] = """{"max_seq_length": 10, "do_lower_case": true}""",
        ["modules.json"] = """[{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}]""",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wrong_types_and_bytes_are_refused_or_mean_something(bool phobert)
    {
        using HubFolder folder = new();
        Dictionary<string, string> whole = new(Files) { ["vocab.txt"] = phobert ? Phobert : Bert };
        if (phobert)
            whole["bpe.codes"] = Codes;
        else
            whole["config.json"] = """{"model_type": "bert", "vocab_size": 100}""";
        foreach ((string file, string text) in whole)
            folder.Write(file, text);
        Assert.Null(Refusal(folder));

        int refused = 0, kept = 0;
        foreach ((string file, string text) in whole)
        {
            foreach (byte[] damaged in Damages(file, text))
            {
                File.WriteAllBytes(folder.At(file), damaged);
                _ = Refusal(folder) == null ? kept++ : refused++;
            }

            folder.Write(file, text);
        }

        Assert.True(refused > 100 && kept > 100, $"{refused} were refused, {kept} were not.");
    }

    private static string? Refusal(HubFolder folder)
    {
        try
        {
            PreTrainedTokenizer tokenizer = folder.Open();
            TokenEncoding encoding = tokenizer.Encode("hello [E1] [e2] Tôi là\nabx <mask>", "[MASK]");
            tokenizer.Decode(encoding.Ids);
            Assert.All(encoding.Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
            Assert.NotEmpty(tokenizer.Description);
            return null;
        }
        catch (BadInputException e)
        {
            Assert.NotEmpty(e.Message);
            return e.Message;
        }
    }

    private static IEnumerable<byte[]> Damages(string file, string text)
    {
        if (file.EndsWith(".json", StringComparison.Ordinal))
        {
            int places = Places(JsonNode.Parse(text)!).Count();
            for (int place = 0; place < places; place++)
            {
                foreach (string value in (string[])["null", "-1", "1e300", "2147483647", "true", "\"\"", "\"x\"", "\"a\\u0000b\"", "[[]]", "{}"])
                {
                    JsonNode root = JsonNode.Parse(text)!;
                    Places(root).ElementAt(place)(JsonNode.Parse(value));
                    yield return Encoding.UTF8.GetBytes(root.ToJsonString());
                }
            }
        }

        var random = new Random(1);
        for (int i = 0; i < 30; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            yield return i % 3 == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        }
    }

    /// <summary>A setter for each value of a tree.</summary>
    private static IEnumerable<Action<JsonNode?>> Places(JsonNode node)
    {
        if (node is JsonObject entries)
        {
            foreach (string key in entries.Select(pair => pair.Key).ToArray())
            {
                yield return value => entries[key] = value;
                foreach (Action<JsonNode?> place in entries[key] is { } child ? Places(child) : [])
                    yield return place;
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                int at = i;
                yield return value => items[at] = value;
                foreach (Action<JsonNode?> place in items[i] is { } child ? Places(child) : [])
                    yield return place;
            }
        }
    }
}
