using System.Text.Json.Nodes;
using MLNetBert.Tokenizers;
using MLNetBert.Tokenizers.Japanese;
using MLNetBert.Tokenizers.Pipeline;

namespace MLNetBert.Tests.Tokenization;

/// <summary>What the files of a tokenizer's folder say to each other: what counts, what is noted, and what inspect shows of it.</summary>
public sealed class FolderSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-tokenizer-").FullName;

    public FolderSettingsTests()
    {
        foreach (string file in (string[])["tokenizer.json", "vocab.txt"])
            File.Copy(ReferenceModels.Path("tiny-tokenizers", "wordpiece", file), At(file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What Python's str.lower gives.
    [Theory]
    [InlineData("ΟΔΥΣΣΕΥΣ ΣΑΣ", "οδυσσευς σας")]
    [InlineData("Σ", "σ")]
    [InlineData("AΣ.", "aς.")]
    [InlineData("ΑΣ.Β", "ασ.β")]
    [InlineData("ΑΣ'Α", "ασ'α")]
    [InlineData("ΑΣ\u0301 Σ\u0301Α", "ας\u0301 σ\u0301α")]
    [InlineData("ⅧΣ ªΣ 1Σ", "ⅷς ªς 1σ")]
    [InlineData("\U00010400Σ", "\U00010428ς")]
    [InlineData("İI \uD800Σ\uDC00", "i\u0307i \uD800σ\uDC00")]
    public void Lower_case_is_Pythons(string text, string lower)
    {
        NormalizedText word = new(WorkBudget.For(100_000));
        word.SetUnaligned(text);
        word.BeginRewrite();
        LowercaseWords.Lower(word, 0, text.Length);
        word.EndRewrite();
        Assert.Equal(lower, word.Chars.ToString());
    }

    // sentence-transformers 5.7, base/modules/transformer.py: "new_normalizers = [Lowercase()]" in front of the tokenizer's own; versions before 5.4
    // lower-cased whole texts, special tokens too.
    [Fact]
    public void Lower_casing_is_put_in_front_where_sentence_transformers_does()
    {
        Write("tokenizer_config.json", """{"tokenizer_class": "BertTokenizer", "do_lower_case": false, "strip_accents": false}""");
        var cased = PreTrainedTokenizer.Open(_folder);
        Write("sentence_bert_config.json", """{"do_lower_case": true}""");
        var lowered = PreTrainedTokenizer.Open(_folder);
        const string Text = "The WORLD and [MASK]", Lower = "the world and [MASK]";
        Assert.NotEqual(cased.Encode(Text).Ids, cased.Encode(Lower).Ids);
        Assert.Equal(cased.Encode(Lower, Lower).Ids, lowered.Encode(Text, Text).Ids);
        Assert.Equal(cased.Encode(Lower).Offsets, lowered.Encode(Text).Offsets);
        List<int> ids = [];
        lowered.EncodeTo(Text, Text, int.MaxValue, ids, null);
        Assert.Equal(cased.Encode(Lower, Lower).Ids, ids);

        // The file speaks of the folder, not of the tokenizer.json in it.
        Assert.Equal(PreTrainedTokenizer.Open(At("tokenizer.json")).Encode("[MASK]").Ids, cased.Encode("[MASK]").Ids);
        using HubFolder folder = new();
        System.Text.Json.Nodes.JsonObject json = HubFolder.Reference("bert-base-multilingual-cased");
        folder.Write("tokenizer.json", json.ToJsonString()).Write("sentence_distilbert_config.json", """{"do_lower_case": true}""");
        json["normalizer"] = new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(JsonNode.Parse("""{"type": "Lowercase"}"""), json["normalizer"]!.DeepClone()) };
        folder.IsLike(json, "The WORLD and [MASK]", "ΟΔΥΣΣΕΥΣ ΣΑΣ", " İI ", "[CLS] x [cls]");
    }

    [Theory]
    [InlineData("BertTokenizer", "do_lower_case", false, "normalizer.lowercase is true; the first counts.")]
    [InlineData("BertTokenizerFast", "strip_accents", false, "normalizer.strip_accents is not said, which means true; the first counts.")]
    [InlineData("PreTrainedTokenizerFast", "do_lower_case", false, "normalizer.lowercase is true; the second counts.")]
    [InlineData("BertTokenizer", "tokenize_chinese_chars", false, "normalizer.handle_chinese_chars is true; the first counts.")]
    [InlineData("BertTokenizer", "do_lower_case", true, null)]
    public void A_normalizer_that_the_config_contradicts_is_noted(string type, string key, bool value, string? end)
    {
        Write("tokenizer_config.json", $$"""{"tokenizer_class": "{{type}}", "{{key}}": {{(value ? "true" : "false")}}}""");
        IReadOnlyList<string> notes = PreTrainedTokenizer.Open(_folder).Warnings;
        Assert.Equal(end == null ? [] : [$"{At("tokenizer_config.json")}: {key} is false, but {At("tokenizer.json")}: {end}"], notes);
    }

    [Fact]
    public void A_padding_token_that_neither_vocabulary_nor_model_has_is_noted()
    {
        Write("special_tokens_map.json", """{"pad_token": {"content": "[NOPE]"}}""");
        Assert.Equal(1024, PreTrainedTokenizer.Open(_folder).PadTokenId);
        Write("config.json", """{"vocab_size": 1024}""");
        var tokenizer = PreTrainedTokenizer.Open(_folder);
        Assert.Equal(0, tokenizer.PadTokenId);
        Assert.Equal([$"{At("special_tokens_map.json")}: pad_token is \"[NOPE]\", which the vocabulary lacks; [PAD] pads."], tokenizer.Warnings);
    }

    [Fact]
    public void A_vocabulary_that_repeats_a_token_is_noted_and_the_last_id_counts()
    {
        File.Delete(At("tokenizer.json"));
        int lines = File.ReadAllLines(At("vocab.txt")).Length;
        File.AppendAllText(At("vocab.txt"), "world\n");
        var tokenizer = PreTrainedTokenizer.Open(_folder);
        Assert.Equal(lines, tokenizer.TokenToId("world"));
        Assert.Contains($"vocab.txt, line 925: \"world\" is also on line {lines + 1}", Assert.Single(tokenizer.Warnings));
    }

    [Fact]
    public void A_vocabulary_without_its_unknown_token_is_refused()
    {
        File.Delete(At("tokenizer.json"));
        Write("tokenizer_config.json", """{"unk_token": "<unk>"}""");
        Assert.Contains("vocab.txt: the vocabulary has no \"<unk>\", which stands for unknown words; name", Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_folder)).Message);
    }

    [Fact]
    public void A_post_processor_beyond_the_vocabulary_is_named_with_its_file()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(At("tokenizer.json")))!;
        root["post_processor"] = JsonNode.Parse("""{"type": "BertProcessing", "sep": ["[SEP]", 99999], "cls": ["[CLS]", 2]}""");
        Write("tokenizer.json", root.ToJsonString());
        Assert.StartsWith($"{At("tokenizer.json")}: the post-processor puts", Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_folder)).Message);
    }

    [Theory]
    [InlineData("tokenizer.json", "{}", "lower-casing", "true", "tokenizer.json: normalizer.lowercase")]
    [InlineData("vocab.txt", "{}", "lower-casing", "true", "the usual; no file says")]
    [InlineData("vocab.txt", """{"do_lower_case": false}""", "lower-casing", "false", "tokenizer_config.json: do_lower_case")]
    [InlineData("tokenizer.json", """{"do_lower_case": false}""", "lower-casing", "true", "tokenizer.json: normalizer.lowercase")]
    [InlineData("tokenizer.json", """{"do_lower_case": false, "tokenizer_class": "BertTokenizer"}""", "lower-casing", "false", "tokenizer_config.json: do_lower_case")]
    [InlineData("tokenizer.json", """{"padding_side": "left"}""", "padding side", "left", "tokenizer_config.json: padding_side")]
    [InlineData("tokenizer.json", """{"truncation_side": "left"}""", "truncation side", "left", "tokenizer_config.json: truncation_side")]
    [InlineData("tokenizer.json", "{}", "truncation side", "right", "the usual; no file says")]
    [InlineData("tokenizer.json", """{"pad_token": "[MASK]"}""", "pad id", "4", "tokenizer_config.json: pad_token")]
    [InlineData("vocab.txt", "{}", "pad id", "0", "vocab.txt: [PAD]")]
    public void What_changes_results_is_shown_with_file_and_key(string file, string config, string name, string value, string source)
    {
        if (file == "vocab.txt")
            File.Delete(At("tokenizer.json"));
        Write("tokenizer_config.json", config);
        ModelFact fact = Assert.Single(PreTrainedTokenizer.Open(_folder).Description, fact => fact.Name == name);
        Assert.Equal((value, source), (fact.Value, fact.Source.Replace(_folder + Path.DirectorySeparatorChar, "")));
    }

    private string At(string file) => Path.Combine(_folder, file);

    private void Write(string file, string text) => File.WriteAllText(At(file), text);
}
