using System.Text.Json.Nodes;
using MLNetBert.Encoder.ModelFolder;

namespace MLNetBert.Tests;

/// <summary>sentence-transformers' files with values of every wrong kind: a BadInputException, or settings that mean something.</summary>
public sealed class DamagedSettingsTests
{
    [Theory]
    [InlineData("config_sentence_transformers.json", """{"prompts": {"query": "q: ", "x": ""}, "default_prompt_name": "query", "truncate_dim": 12}""")]
    [InlineData("1_Pooling/config.json", """{"embedding_dimension": 32, "pooling_mode": ["mean", "cls"], "include_prompt": false}""")]
    [InlineData("sentence_xlnet_config.json", """{"max_seq_length": 10, "do_lower_case": false}""")]
    [InlineData("modules.json", """[{"idx": 0, "path": "", "type": "a.Transformer"}, {"idx": 1, "path": "1_Pooling", "type": "a.Pooling"}]""")]
    public void Wrong_types_are_refused_or_mean_something(string file, string text)
    {
        using SentenceFolder folder = new();
        int refused = 0;
        string[] keys = ["prompts", "default_prompt_name", "truncate_dim", "embedding_dimension", "pooling_mode", "include_prompt", "max_seq_length", "do_lower_case", "path", "type"];
        foreach (string key in keys.Where(key => text.Contains($"\"{key}\"", StringComparison.Ordinal)))
        {
            foreach (string value in (string[])["null", "-1", "0", "1e300", "1.5", "true", "\"\"", "\"x\"", "\"a\\u0000b\"", "\"../..\"", "[[]]", "[]", "{}", """{"a": [1]}"""])
            {
                JsonNode root = JsonNode.Parse(text)!;
                (root as JsonObject ?? root[root.AsArray().Count - 1]!.AsObject())[key] = JsonNode.Parse(value);
                folder.Write(file, root.ToJsonString());
                try
                {
                    var settings = ModelSettings.Read(folder.Path);
                    _ = (settings.Prompts.Default, settings.Modules.Pooling, settings.SentenceBert["max_seq_length"].LengthOrNull(), settings.SentenceBert["do_lower_case"].BoolOrNull());
                }
                catch (BadInputException e)
                {
                    Assert.Contains(folder.Path, e.Message);
                    refused++;
                }
            }
        }

        Assert.True(refused > 5, $"Only {refused} were refused.");
    }
}
