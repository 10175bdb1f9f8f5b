using System.Text.Json.Nodes;

namespace MLNetBert.Tests.Tokenization;

/// <summary>
/// Families whose folders have no tokenizer.json. What transformers makes of their classic files is written here as a tokenizer.json, rule by
/// rule as the class in Python has it, and run by Hugging Face's live library.
/// </summary>
public sealed class ClassicFamilyTests
{
    private static readonly string[] Texts =
    [
        "Hello, world! It's 3.14 o'clock.", "", " ", "  two  spaces ", "tab\tand\nline", "Zażółć gęślą jaźń", "L’été, c’est déjà fini…", "日本語 text", "naïve CAFÉ",
        "a <mask> b", "a<mask>b", "<s> x </s>", "<unk> <pad>", "[MASK] [CLS] [SEP]", "<s>NOTUSED", "emoji 😀 end", "word▁word",
        .. ReferenceTokenizers.Texts.Where(pair => pair.Value.Length < 400).OrderBy(pair => pair.Key, StringComparer.Ordinal).Where((_, i) => i % 7 == 0).Select(pair => pair.Value).Take(150),
    ];

    // models/mpnet/tokenization_mpnet.py: BertNormalizer, BertPreTokenizer, WordPiece; processors.RobertaProcessing(sep, cls, trim_offsets, add_prefix_space=False);
    // "mask_token = AddedToken(mask_token, lstrip=True, rstrip=False)".
    [Theory]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "MPNetTokenizer"}""")]
    [InlineData("config.json", """{"model_type": "mpnet"}""")]
    public void MPNet_reads_a_vocabulary_in_lines(string file, string content)
    {
        using HubFolder folder = new();
        JsonObject json = HubFolder.Reference("bert-base-uncased");
        JsonObject vocabulary = json["model"]!["vocab"]!.AsObject();
        string[] tokens = ["<s>", "<pad>", "</s>", "<unk>", .. vocabulary.Select(pair => pair.Key), "<mask>"];
        folder.Write("vocab.txt", string.Concat(tokens.Select(token => token + "\n"))).Write(file, content);
        json["model"]!["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id)));
        int unknown = Array.IndexOf(tokens, "[UNK]"), mask = tokens.Length - 1;
        json["added_tokens"] = new JsonArray(HubFolder.Token(0, "<s>"), HubFolder.Token(1, "<pad>"), HubFolder.Token(2, "</s>"), HubFolder.Token(unknown, "[UNK]"), HubFolder.Token(mask, "<mask>", lstrip: true));
        json["post_processor"] = JsonNode.Parse("""{"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true, "add_prefix_space": false}""");
        folder.IsLike(json, Texts);
        Assert.Equal([2, 2], folder.Open().PairTemplate.Between);
    }

    // models/herbert/tokenization_herbert.py: BPE(unk_token, end_of_word_suffix="</w>"), BertNormalizer(lowercase=False, strip_accents=False),
    // BertPreTokenizer, processors.BertProcessing(sep, cls).
    [Theory]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "HerbertTokenizerFast"}""")]
    [InlineData("config.json", """{"model_type": "herbert"}""")]
    public void Herbert_reads_merges_with_word_ends(string file, string content)
    {
        using HubFolder folder = new();
        string[] merges = ["l o", "lo ż</w>", "H e", "l l", "He ll", "Hell o</w>", "w o", "wo r", "l d</w>", "wor ld</w>", "j a", "ja ź"];
        List<string> tokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];
        foreach (char c in "abcdefghijklmnopqrstuvwxyzHZL0123456789,.!'żółćęślźń-")
            tokens.AddRange([$"{c}", $"{c}</w>"]);
        tokens.AddRange(merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)));
        var vocabulary = new JsonObject(tokens.Distinct().Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id)));
        folder.Write("vocab.json", vocabulary.ToJsonString()).Write("merges.txt", "#version: 0.2\n" + string.Concat(merges.Select(merge => merge + "\n"))).Write(file, content);
        JsonObject json = HubFolder.Reference("bert-base-uncased");
        json["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = "<unk>",
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = "</w>",
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["vocab"] = vocabulary.DeepClone(),
            ["merges"] = new JsonArray([.. merges.Select(merge => JsonValue.Create(merge))]),
        };
        json["normalizer"] = JsonNode.Parse("""{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": false, "lowercase": false}""");
        json["added_tokens"] = new JsonArray([.. tokens.Take(5).Select((token, id) => HubFolder.Token(id, token))]);
        json["post_processor"] = JsonNode.Parse("""{"type": "BertProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]}""");
        json["decoder"] = JsonNode.Parse("""{"type": "BPEDecoder", "suffix": "</w>"}""");
        folder.IsLike(json, Texts);
        Assert.Equal("Hello world", folder.Open().Decode(folder.Ids("Hello world")));
    }

    // models/camembert/tokenization_camembert.py and CamembertConverter: ("<s>NOTUSED", 0.0), ("<pad>", 0.0), ("</s>NOTUSED", 0.0), ("<unk>", 0.0),
    // ("<unk>NOTUSED", -100), the pieces from the second on, ("<mask>", 0.0); Precompiled; WhitespaceSplit and Metaspace;
    // "<s> $A </s>", "<s> $A </s> </s> $B </s>"; additional_special_tokens = ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"].
    [Theory]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "CamembertTokenizer"}""")]
    [InlineData("config.json", """{"model_type": "camembert"}""")]
    public void Camembert_has_its_own_ids_for_the_pieces(string file, string content)
    {
        using HubFolder folder = SentencePiece("xlm-roberta", "sentencepiece.bpe.model").Write(file, content);
        JsonObject json = HubFolder.Reference("xlm-roberta-older-json");
        List<JsonNode?> pieces = Pieces(json);
        json["model"]!["vocab"] = new JsonArray([Piece("<s>NOTUSED", 0), Piece("<pad>", 0), Piece("</s>NOTUSED", 0), Piece("<unk>", 0), Piece("<unk>NOTUSED", -100), Piece("<s>", 0), Piece("</s>", 0), .. pieces, Piece("<mask>", 0)]);
        int mask = 7 + pieces.Count;
        json["added_tokens"] = new JsonArray(
            HubFolder.Token(0, "<s>NOTUSED"), HubFolder.Token(1, "<pad>"), HubFolder.Token(2, "</s>NOTUSED"), HubFolder.Token(3, "<unk>"), HubFolder.Token(4, "<unk>NOTUSED"),
            HubFolder.Token(5, "<s>"), HubFolder.Token(6, "</s>"), HubFolder.Token(mask, "<mask>", lstrip: true));
        json["post_processor"] = Template(5, 6);
        folder.IsLike(json, Texts);
        Assert.Equal(mask + 1, folder.Open().VocabularySize);
    }

    // convert_slow_tokenizer.py of transformers 4.57, SpmConverter and BarthezConverter: the pieces as they are, unk_id = 3;
    // Precompiled, Strip(left=False, right=True), Replace(Regex(" {2,}"), "▁"); Metaspace; "<s> $A </s>", "<s> $A </s> </s> $B </s>".
    [Fact]
    public void Barthez_takes_the_pieces_as_they_are()
    {
        using HubFolder folder = SentencePiece("xlm-roberta", "sentencepiece.bpe.model").Write("config.json", """{"tokenizer_class": "BarthezTokenizer"}""");
        JsonObject json = HubFolder.Reference("xlm-roberta-older-json");
        json["model"]!["vocab"] = new JsonArray([Piece("<unk>", 0), Piece("<s>", 0), Piece("</s>", 0), .. Pieces(json)]);
        json["model"]!["unk_id"] = 0;
        JsonNode map = Precompiled(json);
        json["normalizer"] = new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(map, Strip(), Spaces()) };
        json["pre_tokenizer"] = Metaspace();
        json["added_tokens"] = new JsonArray(HubFolder.Token(0, "<unk>"), HubFolder.Token(1, "<s>"), HubFolder.Token(2, "</s>"));
        json["post_processor"] = Template(1, 2);
        folder.IsLike(json, Texts);
    }

    // models/big_bird/tokenization_big_bird.py of transformers 5 (f2dd049): the pieces as they are; Strip(left=False, right=False) and
    // Replace(Regex(" {2,}"), "▁"); Metaspace; "[CLS]:0 $A:0 [SEP]:0", "... $B:1 [SEP]:1"; mask_token = AddedToken(mask_token, lstrip=True).
    [Theory]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "BigBirdTokenizer"}""")]
    [InlineData("config.json", """{"model_type": "big_bird"}""")]
    public void Big_bird_takes_the_pieces_with_types(string file, string content)
    {
        using HubFolder folder = SentencePiece("albert", "spiece.model").Write(file, content);
        string[] names = SentencePieceNames(folder.At("spiece.model"));
        JsonObject json = HubFolder.Reference("albert-older-json");
        JsonArray vocabulary = json["model"]!["vocab"]!.AsArray();
        Assert.Equal(names, vocabulary.Select(piece => (string)piece![0]!));

        // ALBERT's file has a penalty of 100 on pieces that end in a digit and a comma; there is none here.
        for (int id = 0; id < vocabulary.Count; id++)
        {
            if (names[id].Length >= 2 && names[id][^1] == ',' && char.IsDigit(names[id][^2]))
                vocabulary[id]![1] = (double)vocabulary[id]![1]! + 100;
        }

        json["normalizer"] = new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(Spaces()) };
        json["pre_tokenizer"] = Metaspace();
        int cls = Array.IndexOf(names, "[CLS]"), sep = Array.IndexOf(names, "[SEP]"), mask = Array.IndexOf(names, "[MASK]");
        json["added_tokens"] = new JsonArray(
            HubFolder.Token(Array.IndexOf(names, "<pad>"), "<pad>"), HubFolder.Token(Array.IndexOf(names, "<unk>"), "<unk>"),
            HubFolder.Token(cls, "[CLS]"), HubFolder.Token(sep, "[SEP]"), HubFolder.Token(mask, "[MASK]", lstrip: true));
        folder.IsLike(json, Texts);
    }

    private static HubFolder SentencePiece(string name, string file)
    {
        HubFolder folder = new();
        File.Copy(Path.Combine(ReferenceTokenizers.Folder(name), file), folder.At(file));
        return folder;
    }

    /// <summary>The pieces of XLM-RoBERTa's model from the fourth on, without the mask.</summary>
    private static List<JsonNode?> Pieces(JsonObject json) => [.. json["model"]!["vocab"]!.AsArray().Skip(4).SkipLast(1).Select(piece => piece!.DeepClone())];

    private static JsonArray Piece(string text, double score) => new(text, score);

    private static JsonNode Precompiled(JsonObject json) => json["normalizer"]!["type"]!.GetValue<string>() == "Precompiled"
        ? json["normalizer"]!.DeepClone()
        : json["normalizer"]!["normalizers"]!.AsArray().First(step => (string)step!["type"]! == "Precompiled")!.DeepClone();

    private static JsonNode Strip() => JsonNode.Parse("""{"type": "Strip", "strip_left": false, "strip_right": true}""")!;

    private static JsonNode Spaces() => JsonNode.Parse("""{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}""")!;

    private static JsonNode Metaspace() => JsonNode.Parse("""{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""")!;

    private static JsonNode Template(int bos, int eos) => JsonNode.Parse($$$"""
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
         "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [{{{bos}}}], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [{{{eos}}}], "tokens": ["</s>"]}
        }}
        """)!;

    private static string[] SentencePieceNames(string file) => [.. MLNetBert.Tokenizers.Formats.SentencePieceModel.Read(file).Pieces.Select(piece => piece.Text)];
}
