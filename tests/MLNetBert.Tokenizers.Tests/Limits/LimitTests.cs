using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLNetBert.Tests.Tokenization.Damaged;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Limits;

/// <summary>What a hostile tokenizer.json can make of a text: an error that names file and key, in seconds and some megabytes, never a hang.</summary>
public sealed class LimitTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("limits").FullName, "tokenizer.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    /// <summary>Expressions that try many ways, each with a text on which they do.</summary>
    public static TheoryData<string, string, int> Expressions => new()
    {
        { "a*+b", "a", 20_000 },
        { "(?>a*)b", "a", 20_000 },
        { "a*(?!.)b", "a", 20_000 },
        { "(?=a*c)b", "a", 20_000 },
        { "(?:(?:a*+)*+)*+b", "a", 20_000 },
        { "(a*)*b", "a", 20_000 },
        { "(?:a|a)*b", "a", 20_000 },
        { "(?:a?){500}b", "a", 20_000 },
        { "(?<=a{1000})b|(?<=(?>a{1000}))c|a*d", "a", 20_000 },
        { "[abcdefghijklmnopqrstuvwxyz]*1", "a", 20_000 },
        { "a*c|a", "a", 20_000 },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expressions_that_try_too_much(string expression, string unit, int count)
    {
        string text = string.Concat(Enumerable.Repeat(unit, count));
        BadInputException error = Refused(Replacing(expression), text, "tokenizer.expression", "normalizer.pattern.Regex");
        Assert.Contains("20000 characters", error.Message, StringComparison.Ordinal);
        JsonObject root = TinyTokenizers.Node("unigram");
        root["pre_tokenizer"] = JsonNode.Parse($$"""{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(expression)}}},"behavior":"Isolated","invert":false}""");
        Refused(root, text, "tokenizer.expression", "pre_tokenizer.pattern.Regex");
    }

    /// <summary>Expressions that are too large, or too deep, to be read.</summary>
    public static TheoryData<string> Large =>
    [
        "(?:){1000}{1000}{1000}{1000}",
        "(?:(?:(?:(?:){1000}){1000}){1000}){1000}",
        "(?>(?>(?>a{1000}b){1000}){1000}){1000}",
        "(?>(?>(?>(?>){1000}){1000}){1000}){1000}",
        "(?=(?=(?=(?=ab){1000}){1000}){1000}){1000}",
        "(?<=(?:a{1000}){1000}{1000}{1000}{1000})b",
        "(?:(?:a{1000}+){1000}+){1000}+",
        "a" + string.Concat(Enumerable.Repeat("*+", 300_000)),
        "a" + string.Concat(Enumerable.Repeat("*", 50_000)),
        "(?:)" + string.Concat(Enumerable.Repeat("+", 50_000)),
        new string('(', 50_000),
        new string('[', 50_000),
        new string('a', 1_000_000),
        $"[{new string('a', 1_000_000)}]",
    ];

    [Theory]
    [MemberData(nameof(Large))]
    public void Expressions_that_are_too_large(string expression)
    {
        var watch = Stopwatch.StartNew();
        File.WriteAllText(_file, Replacing(expression).ToJsonString());
        BadInputException error = Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_file));
        Assert.Equal("normalizer.pattern.Regex", error.Key);
        Assert.True(error.Message.Length < 3000);
        Assert.True(watch.Elapsed < Soon, $"{watch.Elapsed}");
    }

    /// <summary>Normalizers that make a text ever longer, and what of the file is to blame.</summary>
    public static TheoryData<string, string> Growing => new()
    {
        { Sequence(40, """{"type":"Replace","pattern":{"String":"a"},"content":"aa"}"""), "normalizer" },
        { Sequence(40, """{"type":"Replace","pattern":{"Regex":"a"},"content":"aa"}"""), "normalizer.normalizers[7].pattern.Regex" },
        { Sequence(40, """{"type":"Replace","pattern":{"Regex":""},"content":"a"}"""), "normalizer.normalizers[7].pattern.Regex" },
        { $$"""{"type":"Replace","pattern":{"String":"a"},"content":"{{new string('b', 1_000_000)}}"}""", "normalizer" },
        { Sequence(40, """{"type":"ByteLevel"}"""), "normalizer" },
        { Sequence(200, $$"""{"type":"Prepend","prepend":"{{new string('b', 100_000)}}"}"""), "normalizer" },
        { Sequence(100_000, """{"type":"Prepend","prepend":"b"}"""), "normalizer" },
        { Sequence(1_000_000, """{"type":"NFC"}"""), "normalizer" },
        { Sequence(40, """{"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":"a"},"content":"aé"},{"type":"ByteLevel"},{"type":"Replace","pattern":{"String":"Ã"},"content":"aa"}]}"""), "normalizer" },
    };

    [Theory]
    [MemberData(nameof(Growing))]
    public void Normalizers_that_make_a_text_too_long(string normalizer, string key)
    {
        JsonObject root = TinyTokenizers.Node("unigram");
        root["normalizer"] = JsonNode.Parse(normalizer, documentOptions: new() { MaxDepth = 100 });
        Refused(root, new string('a', 10_000) + "é", key == "normalizer" ? "tokenizer.limit" : "tokenizer.expression", key);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1000)]
    public void Pre_tokenizers_that_make_a_text_too_long(int count)
    {
        JsonObject root = TinyTokenizers.Node("unigram");
        string step = """{"type":"ByteLevel","add_prefix_space":true,"use_regex":false,"trim_offsets":true}""";
        root["pre_tokenizer"] = JsonNode.Parse($$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', Enumerable.Repeat(step, count))}}]}""");
        Refused(root, new string('é', 10_000), "tokenizer.limit", "pre_tokenizer");
    }

    [Fact]
    public void Decoders_that_make_a_text_too_long()
    {
        JsonObject root = TinyTokenizers.Node("unigram");
        string step = """{"type":"Replace","pattern":{"String":"h"},"content":"hh"}""";
        root["decoder"] = JsonNode.Parse($$"""{"type":"Sequence","decoders":[{{string.Join(',', Enumerable.Repeat(step, 40))}}]}""");
        File.WriteAllText(_file, root.ToJsonString());
        var tokenizer = PreTrainedTokenizer.Open(_file);
        BadInputException error = Assert.Throws<BadInputException>(() => tokenizer.Decode(Enumerable.Repeat(2, 1000)));
        Assert.Equal(("tokenizer.limit", _file, "decoder"), (error.Code, error.File, error.Key));
    }

    [Fact]
    public void Added_tokens_that_a_normalizer_makes_too_long()
    {
        JsonObject root = TinyTokenizers.Node("unigram");
        root["normalizer"] = JsonNode.Parse($$"""{"type":"Prepend","prepend":"{{new string('b', 1_000_000)}}"}""");
        root["added_tokens"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(i => JsonNode.Parse($$"""{"id":{{i + 7}},"content":"<{{i}}>","normalized":true}"""))]);
        File.WriteAllText(_file, root.ToJsonString());
        var watch = Stopwatch.StartNew();
        BadInputException error = Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_file));
        Assert.Equal(("tokenizer.limit", _file, "normalizer"), (error.Code, error.File, error.Key));
        Assert.True(watch.Elapsed < Soon, $"{watch.Elapsed}");
    }

    /// <summary>A piece that nearly matches at every place of a long word.</summary>
    [Fact]
    public void Models_that_look_too_far()
    {
        string piece = new('a', 30_000), text = new('a', 100_000);
        JsonObject unigram = TinyTokenizers.Node("unigram");
        unigram["model"]!["vocab"] = JsonNode.Parse($"""[["<unk>",0.0],["a",-2.0],["{piece}b",-3.0]]""");
        Refused(unigram, text, "tokenizer.limit", "model");
        JsonObject words = TinyTokenizers.Node("word-piece");
        words["model"] = JsonNode.Parse($$$"""{"type":"WordPiece","unk_token":"[UNK]","max_input_chars_per_word":1000000,"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"##a":4,"##{{{piece}}}b":5}}""");
        Refused(words, text, "tokenizer.limit", "model");
        JsonObject merges = TinyTokenizers.Node("sentencepiece-bpe");
        merges["normalizer"] = merges["pre_tokenizer"] = null;
        merges["model"] = JsonNode.Parse($$$"""{"type":"BPE","unk_token":"u","continuing_subword_prefix":"{{{piece}}}","vocab":{"u":0,"a":1},"merges":[]}""");
        Refused(merges, text, "tokenizer.limit", "model");
    }

    /// <summary>A long content that nearly matches everywhere is searched in one pass.</summary>
    [Fact]
    public void A_long_replaced_text_is_found_at_once()
    {
        string content = new string('a', 300_000) + "b" + new string('a', 300_000);
        JsonObject root = TinyTokenizers.Node("unigram");
        root["normalizer"] = JsonNode.Parse($$"""{"type":"Replace","pattern":{"String":"{{content}}"},"content":"h"}""");
        File.WriteAllText(_file, root.ToJsonString());
        var tokenizer = PreTrainedTokenizer.Open(_file);
        var watch = Stopwatch.StartNew();
        var ids = new List<int>();
        tokenizer.EncodeTo(new string('a', 2_000_000) + " " + content, int.MaxValue, ids);
        Assert.Equal([2, 0], ids[^2..]);
        Assert.True(watch.Elapsed < Soon, $"{watch.Elapsed}");
    }

    [Fact]
    public void Limits_are_the_callers()
    {
        File.WriteAllText(_file, Replacing("(?:a|a)*b").ToJsonString());
        string text = new('a', 15);
        PreTrainedTokenizer.Open(_file).Encode(text);
        var strict = PreTrainedTokenizer.Open(_file, new TokenizerLimits { Steps = 100, StepsPerUnit = 10 });
        BadInputException error = Assert.Throws<BadInputException>(() => strict.Encode(text));
        Assert.Contains("250 steps", error.Message, StringComparison.Ordinal);
        strict.Encode("he");
        Assert.Throws<BadInputException>(() => PreTrainedTokenizer.Open(_file, new TokenizerLimits { Units = 0, UnitsPerUnit = 0, Steps = long.MaxValue }).Encode(new string('h', 1000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PreTrainedTokenizer.Open(_file, new TokenizerLimits { PieceLength = 0 }));
        Assert.Throws<ArgumentNullException>(() => PreTrainedTokenizer.Open(_file, null!));
    }

    private static string Sequence(int count, string step) => $$"""{"type":"Sequence","normalizers":[{{string.Join(',', Enumerable.Repeat(step, count))}}]}""";

    private static JsonObject Replacing(string expression)
    {
        JsonObject root = TinyTokenizers.Node("unigram");
        root["normalizer"] = JsonNode.Parse($$"""{"type":"Replace","pattern":{"Regex":{{JsonSerializer.Serialize(expression)}}},"content":""}""");
        return root;
    }

    private BadInputException Refused(JsonObject root, string text, string code, string key)
    {
        File.WriteAllText(_file, root.ToJsonString());
        var tokenizer = PreTrainedTokenizer.Open(_file);
        var watch = Stopwatch.StartNew();
        BadInputException error = Assert.Throws<BadInputException>(() => tokenizer.Encode(text));
        Assert.Equal((code, _file, key), (error.Code, error.File, error.Key));
        error = Assert.Throws<BadInputException>(() => tokenizer.EncodeTo(text, int.MaxValue, []));
        Assert.Equal((code, _file, key), (error.Code, error.File, error.Key));
        Assert.True(watch.Elapsed < Soon, $"{watch.Elapsed}");
        tokenizer.Encode("");
        return error;
    }
}
