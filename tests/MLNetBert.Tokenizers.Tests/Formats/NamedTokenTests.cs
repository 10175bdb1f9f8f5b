using System.Text.Json.Nodes;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>
/// Special and added tokens that only the files beside the main one name. The rule is that of transformers 5 (f2dd049) (tokenization_utils_base.py,
/// _from_pretrained; tokenization_utils_tokenizers.py, __init__), quoted in docs/models.md; the ids are Hugging Face's own, from its live
/// library on a tokenizer.json with the tokens that the rule adds.
/// </summary>
public sealed class NamedTokenTests : IDisposable
{
    private static readonly string[] Texts = ["[unused1] what is bert", "[E1] and [e1]", "a [MASK] b [mask]", "x [E2]y", "Hello [E1][E1] World", ""];

    private readonly HubFolder _folder = HubFolder.Bert();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("special_tokens_map.json", "additional_special_tokens")]
    [InlineData("special_tokens_map.json", "extra_special_tokens")]
    [InlineData("tokenizer_config.json", "additional_special_tokens")]
    [InlineData("tokenizer_config.json", "extra_special_tokens")]
    public void A_special_token_in_either_file_is_one_id(string file, string key)
    {
        _folder.Write(file, $$"""{"{{key}}": ["[unused1]"]}""");
        Assert.Equal([101, 2, 2054, 2003, 14324, 102], _folder.Ids("[unused1] what is bert"));
        _folder.IsLike(Live(HubFolder.Token(2, "[unused1]")), Texts);
    }

    [Theory]
    [InlineData("""{"additional_special_tokens": ["[E1]", {"content": "[E2]", "lstrip": true, "normalized": false}]}""")]
    [InlineData("""{"extra_special_tokens": ["[E1]", {"content": "[E2]", "lstrip": true, "normalized": false}], "additional_special_tokens": ["[unused1]"]}""")]
    [InlineData("""{"extra_special_tokens": {"first": "[E1]", "second": {"content": "[E2]", "lstrip": true, "normalized": false}}}""")]
    [InlineData("""{"first_token": "[E1]", "second_token": {"__type": "AddedToken", "content": "[E2]", "lstrip": true, "normalized": false}}""")]
    public void A_special_token_that_the_vocabulary_lacks_gets_the_next_free_id_and_keeps_its_case(string config)
    {
        _folder.Write("tokenizer_config.json", config);
        Assert.Equal([101, 30522, 1998, 1031, 1041, 2487, 1033, 102], _folder.Ids("[E1] and [e1]"));
        _folder.IsLike(Live(HubFolder.Token(30522, "[E1]"), HubFolder.Token(30523, "[E2]", lstrip: true)), Texts);
    }

    [Fact]
    public void Added_tokens_by_id_are_added_in_the_order_of_their_ids()
    {
        _folder.Write("tokenizer_config.json", """
            {"added_tokens_decoder": {
                "30523": {"content": "[E2]", "lstrip": true, "normalized": false, "special": true},
                "30522": {"content": "[E1]", "normalized": true, "special": false},
                "103": {"content": "[MASK]", "lstrip": true, "normalized": false, "special": true}}}
            """);
        _folder.IsLike(
            Live(HubFolder.Token(103, "[MASK]", lstrip: true), HubFolder.Token(30522, "[E1]", special: false, normalized: true), HubFolder.Token(30523, "[E2]", lstrip: true)),
            Texts);
        Assert.Empty(_folder.Open().Warnings);
    }

    // added_tokens.json: special (and so not normalized) only if another file names the token as special.
    [Fact]
    public void The_older_added_tokens_are_special_only_if_named_so()
    {
        _folder.Write("added_tokens.json", """{"[E2]": 30523, "[E1]": 30522}""").Write("special_tokens_map.json", """{"bos_token": "[E2]"}""");
        _folder.IsLike(Live(HubFolder.Token(30522, "[E1]", special: false, normalized: true), HubFolder.Token(30523, "[E2]")), Texts);
        Assert.Equal(new SpecialToken("[E2]", 30523), _folder.Open().SpecialTokens.Bos);
    }

    [Fact]
    public void An_id_that_is_not_the_next_free_one_is_not_kept_and_is_noted()
    {
        _folder.Write("added_tokens.json", """{"[E1]": 40000, "[E2]": 40001, "[E3]": 40002}""");
        Assert.Contains("as in transformers; so do 2 more.", Assert.Single(_folder.Open().Warnings));
        _folder.Write("added_tokens.json", """{"[E1]": 40000}""");
        Assert.Equal([101, 30522, 102], _folder.Ids("[E1]"));
        Assert.Equal(
            [$"{_folder.At("added_tokens.json")}: [E1] has the id 40000, but \"[E1]\" gets 30522: the vocabulary's, or the next free one, as in transformers."],
            _folder.Open().Warnings);
    }

    // transformers 4 and 5: "if "added_tokens_decoder" in init_kwargs: ... else: ... special_tokens_map_file": the map counts only without the decoder, and then before tokenizer_config.json.
    [Fact]
    public void The_map_counts_before_the_configuration_but_not_beside_added_tokens_by_id()
    {
        _folder.Write("special_tokens_map.json", """{"mask_token": "[unused1]", "additional_special_tokens": ["[unused3]"]}""").Write("tokenizer_config.json", """{"mask_token": "[unused2]"}""");
        PreTrainedTokenizer tokenizer = _folder.Open();
        Assert.Equal("[unused1]", tokenizer.SpecialTokens.Mask?.Text);
        Assert.Equal([101, 4, 102], _folder.Ids("[unused3]"));
        _folder.Write("tokenizer_config.json", """{"mask_token": "[unused2]", "added_tokens_decoder": {}}""");
        tokenizer = _folder.Open();
        Assert.Equal("[unused2]", tokenizer.SpecialTokens.Mask?.Text);
        Assert.Equal([101, 1031, 15171, 2509, 1033, 102], _folder.Ids("[unused3]"));
        _folder.IsLike(Live(HubFolder.Token(3, "[unused2]")), "[unused2] [unused3]", "x[unused2]");
    }

    [Theory]
    [InlineData("bos_token", "[unused1]")]
    [InlineData("eos_token", "[unused5]")]
    [InlineData("mask_token", "[unused2]")]
    [InlineData("pad_token", "[unused3]")]
    public void A_role_beside_a_tokenizer_json_is_special_in_texts(string role, string token)
    {
        using HubFolder folder = new();
        JsonObject json = HubFolder.Reference("bert-base-uncased");
        folder.Write("tokenizer.json", json.ToJsonString()).Write("special_tokens_map.json", $$"""{"{{role}}": "{{token}}"}""");
        int id = folder.Open().TokenToId(token)!.Value;
        json["added_tokens"]!.AsArray().Add(HubFolder.Token(id, token));
        folder.IsLike(json, $"{token} what is bert", $"a {token.ToUpperInvariant()}", "plain");
    }

    [Fact]
    public void Beside_merges_and_SentencePiece_models_it_is_the_same()
    {
        foreach ((string name, string file, string unused) in (ReadOnlySpan<(string, string, string)>)[("roberta-base", "vocab.json", "<e1>"), ("xlm-roberta-older-json", "sentencepiece.bpe.model", "<e1>"), ("albert-older-json", "spiece.model", "[E1]")])
        {
            using HubFolder folder = new();
            string classic = ReferenceTokenizers.ClassicFolder(name, file);
            foreach (string copied in Directory.GetFiles(classic).Where(path => Path.GetFileName(path) is "vocab.json" or "merges.txt" or "spiece.model" or "sentencepiece.bpe.model"))
                File.Copy(copied, folder.At(Path.GetFileName(copied)));
            JsonObject json = HubFolder.Reference(name);
            int next = folder.Open().VocabularySize;
            folder.Write("tokenizer_config.json", $$"""{"extra_special_tokens": ["{{unused}}"]}""").Write("special_tokens_map.json", "{}");
            json["added_tokens"]!.AsArray().Add(HubFolder.Token(next, unused));
            folder.IsLike(json, $"{unused} what is bert", $"Hello {unused}world", "plain <mask> text", "a [MASK]");
        }
    }

    [Fact]
    public void A_role_without_room_in_the_model_is_read_as_text_and_noted()
    {
        _folder.Write("tokenizer_config.json", """{"bos_token": "[NOPE]"}""").Write("config.json", """{"vocab_size": 30522}""");
        Assert.Equal(30522, _folder.Open().VocabularySize);
        Assert.Equal([$"{_folder.At("tokenizer_config.json")}: bos_token is \"[NOPE]\", which the vocabulary lacks and the model has no row for ({_folder.At("config.json")}: vocab_size); it is read as text."], _folder.Open().Warnings);
        _folder.Write("config.json", """{"vocab_size": 30523}""");
        Assert.Equal([101, 30522, 102], _folder.Ids("[NOPE]"));
    }

    [Fact]
    public void What_is_special_is_shown_by_file()
    {
        _folder.Write("special_tokens_map.json", """{"additional_special_tokens": ["[unused1]", "[E1]"]}""").Write("config.json", """{"model_type": "bert"}""");
        IEnumerable<ModelFact> facts = _folder.Open().Description;
        Assert.Contains(new ModelFact("tokenizer class", "BertTokenizer", $"{_folder.At("config.json")}: model_type"), facts);
        Assert.Contains(new ModelFact("special tokens", "[unused1] 2, [E1] 30522", _folder.At("special_tokens_map.json")), facts);
        Assert.Contains(new ModelFact("special tokens", "[UNK] 100, [SEP] 102, [PAD] 0, [CLS] 101, [MASK] 103", "BertTokenizer"), facts);
    }

    [Theory]
    [InlineData("""{"added_tokens_decoder": {"x": {"content": "a"}}}""", "tokenizer_config.json: added_tokens_decoder.x must have an id as its key")]
    [InlineData("""{"added_tokens_decoder": {"-1": {"content": "a"}}}""", "tokenizer_config.json: added_tokens_decoder.-1 must have an id as its key")]
    [InlineData("""{"additional_special_tokens": "x"}""", "tokenizer_config.json: additional_special_tokens must be a list")]
    [InlineData("""{"extra_special_tokens": [7]}""", "tokenizer_config.json: extra_special_tokens[0] must be a string")]
    public void What_is_wrong_is_named(string config, string message)
    {
        _folder.Write("tokenizer_config.json", config);
        Assert.StartsWith(message, _folder.Refusal());
    }

    /// <summary>BERT's tokenizer.json, which already has its five tokens, with more.</summary>
    private static JsonObject Live(params JsonObject[] more)
    {
        JsonObject json = HubFolder.Reference("bert-base-uncased");
        JsonArray added = json["added_tokens"]!.AsArray();
        foreach (JsonObject token in more)
        {
            if (added.FirstOrDefault(known => (string)known!["content"]! == (string)token["content"]!) is { } same)
                added.Remove(same);
            added.Add(token);
        }

        return json;
    }
}
