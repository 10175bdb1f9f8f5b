using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>What tokenize writes against Hugging Face's tokenizers; every tokenizer's ids are compared in the library's own tests.</summary>
public sealed class ReferenceTokenizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_of_every_handmade_case_is_the_references()
    {
        var cases = ReferenceTokenizers.Rows("bert-base-uncased", "cases", "handmade").ToDictionary(row => row.GetProperty("id").GetString()!);
        string rows = _folder.Write("rows.jsonl", string.Concat(cases.Keys.Select(id => JsonSerializer.Serialize(new { id, text = ReferenceTokenizers.Texts[id] }) + "\n")));
        Command.Result result = Command.Run("tokenize", rows, "--model", ReferenceTokenizers.Folder("bert-base-uncased"), "--max-length", "none", "--offsets", "code-points", "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal(cases.Count, result.Lines.Length);
        foreach (string line in result.Lines)
        {
            JsonElement actual = JsonDocument.Parse(line).RootElement;
            JsonElement expected = cases[actual.GetProperty("id").GetString()!];
            Same(expected, "ids", actual, "input_ids");
            Same(expected, "type_ids", actual, "token_type_ids");
            Same(expected, "attention_mask", actual, "attention_mask");
            Same(expected, "offsets", actual, "offsets");
        }
    }

    [Fact]
    public void Windows_of_cut_texts_are_the_references()
    {
        var cases = ReferenceTokenizers.Rows("bert-base-uncased", "cases", "truncation").ToDictionary(row => row.GetProperty("id").GetString()!);
        var groups = ReferenceTokenizers.Rows("texts", "truncation")
            .Where(row => cases[row.GetProperty("id").GetString()!].TryGetProperty("windows", out _))
            .GroupBy(row => (Strategy: row.GetProperty("strategy").GetString()!, Side: row.GetProperty("direction").GetString()!, Pair: row.TryGetProperty("b", out _), Overlap: row.GetProperty("stride").GetInt32() > 0))
            .Select(group => group.First())
            .ToList();
        Assert.True(groups.Count >= 8);
        Assert.All(groups, row =>
        {
            string id = row.GetProperty("id").GetString()!;
            string[] pair = row.TryGetProperty("b", out _) ? ["--text-pair", "b"] : [];
            Command.Result result = Command.Run([
                "tokenize", _folder.Write("row.jsonl", row.GetRawText() + "\n"), "--model", ReferenceTokenizers.Folder("bert-base-uncased"), "--text", "a", .. pair, "--quiet",
                "--max-length", row.GetProperty("max_length").GetRawText(), "--truncation", row.GetProperty("strategy").GetString()!,
                "--stride", row.GetProperty("stride").GetRawText(), "--truncation-side", row.GetProperty("direction").GetString()!, "--offsets", "code-points"]);
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            JsonElement[] windows = [.. cases[id].GetProperty("windows").EnumerateArray()];
            Assert.Equal(windows.Length, result.Lines.Length);
            for (int i = 0; i < windows.Length; i++)
            {
                JsonElement actual = JsonDocument.Parse(result.Lines[i]).RootElement;
                Assert.Equal((id, i), (actual.GetProperty("id").GetString(), actual.GetProperty("window").GetInt32()));
                Same(windows[i], "ids", actual, "input_ids");
                Same(windows[i], "type_ids", actual, "token_type_ids");
                Same(windows[i], "offsets", actual, "offsets");
            }
        });
    }

    // Texts over 3000 characters have ids only.
    private static void Same(JsonElement expected, string name, JsonElement actual, string key)
    {
        if (expected.TryGetProperty(name, out JsonElement value))
            Assert.Equal(value.GetRawText().Replace(" ", "", StringComparison.Ordinal), actual.GetProperty(key).GetRawText());
    }
}
