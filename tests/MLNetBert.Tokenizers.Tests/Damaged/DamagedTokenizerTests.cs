using System.Text;
using System.Text.Json.Nodes;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Damaged;

/// <summary>
/// Tokenizer files damaged in every way we could think of: a BadInputException whose message names the file, or, where the change
/// leaves a file with a meaning, a tokenizer that works. Never another exception, a hang or unbounded memory.
/// </summary>
public sealed class DamagedTokenizerTests : IDisposable
{
    private const string Text = "Hello héllo, A1 2\u00A0\uFB01\u0301 \U0001F600 <added> ▁x";

    private readonly string _folder = Directory.CreateTempSubdirectory("damaged").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Whole_files_work()
    {
        foreach (string json in TinyTokenizers.All.Values)
            Assert.Null(Open("tokenizer.json", Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Cut_files()
    {
        foreach (string json in TinyTokenizers.All.Values)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json.TrimEnd());
            for (int i = 0; i < 25; i++)
                Refused("tokenizer.json", bytes[..(bytes.Length * i / 25)]);
        }
    }

    /// <summary>Each value in turn becomes one of every other kind.</summary>
    [Fact]
    public void Wrong_types()
    {
        string[] values = ["null", "-1", "1e300", "true", "\"\"", "\"x\"", "[[]]", "{}"];
        int refused = 0;
        foreach (string name in TinyTokenizers.All.Keys)
        {
            for (int place = 0; Places(TinyTokenizers.Node(name)).Count() > place; place++)
            {
                foreach (string value in values)
                {
                    JsonObject root = TinyTokenizers.Node(name);
                    Action<JsonNode?> set = Places(root).ElementAt(place);
                    set(JsonNode.Parse(value));
                    refused += Open("tokenizer.json", Bytes(root)) == null ? 0 : 1;
                }
            }
        }

        Assert.True(refused > 600, $"Only {refused} changes were refused.");
    }

    public static TheoryData<string, string, string> MissingKeys => new()
    {
        { "byte-level", "", "model" }, { "byte-level", "model", "vocab" }, { "byte-level", "model", "merges" }, { "byte-level", "post_processor", "sep" },
        { "byte-level", "post_processor", "cls" }, { "byte-level", "post_processor", "trim_offsets" }, { "byte-level", "pre_tokenizer", "add_prefix_space" },
        { "byte-level", "pre_tokenizer", "type" }, { "byte-level", "normalizer", "type" }, { "byte-level", "decoder", "type" }, { "byte-level", "padding", "strategy" },
        { "byte-level", "padding", "pad_id" }, { "byte-level", "truncation", "max_length" }, { "sentencepiece-bpe", "post_processor", "single" },
        { "sentencepiece-bpe", "post_processor", "pair" }, { "sentencepiece-bpe", "post_processor", "special_tokens" }, { "sentencepiece-bpe", "pre_tokenizer", "pattern" },
        { "sentencepiece-bpe", "pre_tokenizer", "behavior" }, { "sentencepiece-bpe", "pre_tokenizer", "invert" }, { "sentencepiece-bpe", "normalizer", "normalizers" },
        { "sentencepiece-bpe", "decoder", "decoders" }, { "unigram", "model", "vocab" }, { "unigram", "normalizer", "precompiled_charsmap" },
        { "unigram", "pre_tokenizer", "pretokenizers" }, { "unigram", "post_processor", "processors" }, { "unigram", "decoder", "replacement" },
        { "word-level", "model", "vocab" }, { "word-level", "model", "unk_token" }, { "word-level", "decoder", "suffix" }, { "word-piece", "model", "vocab" },
        { "word-piece", "post_processor", "cls" },
    };

    [Theory]
    [MemberData(nameof(MissingKeys))]
    public void Missing_key(string name, string component, string key)
    {
        JsonObject root = TinyTokenizers.Node(name);
        (component.Length == 0 ? root : root[component]!.AsObject()).Remove(key);
        Assert.Contains(key, Refused("tokenizer.json", Bytes(root)), StringComparison.Ordinal);
    }

    /// <summary>Tokenizer, component, its new content, and what the message names.</summary>
    public static TheoryData<string, string, string, string> Contents => new()
    {
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "\"b\"" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}""", "\"ab\"" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a"]}""", "merges[0]" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b c"]}""", "merges[0]" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0},"merges":[["a"]]}""", "merges[0]" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0},"merges":[["a","a","a"]]}""", "merges[0]" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0},"merges":[1]}""", "merges[0]" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0},"merges":{"a":"b"}}""", "merges" },
        { "byte-level", "model", """{"type":"BPE","vocab":["a"],"merges":[]}""", "vocab" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":"0"},"merges":[]}""", "model.vocab.a" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":-1},"merges":[]}""", "model.vocab.a" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":99999999999},"merges":[]}""", "model.vocab.a" },
        { "byte-level", "model", """{"type":"BPE","vocab":{"a":0.5},"merges":[]}""", "model.vocab.a" },
        { "byte-level", "model", """{"type":"BPE","dropout":0.1,"vocab":{"a":0},"merges":[]}""", "dropout" },
        { "byte-level", "model", """{"type":"BPE","continuing_subword_prefix":"##","vocab":{"a":0,"aa":1},"merges":["a a"]}""", "merges[0]" },
        { "byte-level", "model", """{"type":"GPT","vocab":{"a":0},"merges":[]}""", "GPT" },
        { "byte-level", "model", """{"vocab":{"a":0}}""", "model.type" },
        { "unigram", "model", """{"type":"Unigram","unk_id":7,"vocab":[["<unk>",0],["a",-1]]}""", "unk_id" },
        { "unigram", "model", """{"type":"Unigram","unk_id":-1,"vocab":[["<unk>",0]]}""", "unk_id" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[]}""", "unk_id" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[["<unk>"]]}""", "vocab[0]" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0,0]]}""", "vocab[0]" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[["<unk>","0"]]}""", "vocab[0]" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[["<unk>",1e999]]}""", "vocab[0]" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[["<unk>",null]]}""", "vocab[0]" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":[[0,"<unk>"]]}""", "vocab[0]" },
        { "unigram", "model", """{"type":"Unigram","unk_id":0,"vocab":{"<unk>":0}}""", "vocab" },
        { "unigram", "normalizer", """{"type":"Precompiled","precompiled_charsmap":"?"}""", "precompiled_charsmap" },
        { "unigram", "normalizer", """{"type":"Precompiled","precompiled_charsmap":""}""", "precompiled_charsmap" },
        { "unigram", "normalizer", """{"type":"Precompiled","precompiled_charsmap":"AAAA"}""", "precompiled_charsmap" },
        { "unigram", "normalizer", """{"type":"Precompiled","precompiled_charsmap":"/////w=="}""", "precompiled_charsmap" },
        { "unigram", "normalizer", """{"type":"Precompiled","precompiled_charsmap":"BAAAAAAAAAD/"}""", "precompiled_charsmap" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"("},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"["},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"a**)"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"\\p{Foo}"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"(a)\\1"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"(?<=a+)b"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"a{2000000}"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"((a{999}){999}){999}"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Regex":"\\"},"content":""}""", "pattern.Regex" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":{"Glob":"a"},"content":""}""", "pattern" },
        { "unigram", "normalizer", """{"type":"Replace","pattern":"a","content":""}""", "pattern" },
        { "unigram", "normalizer", """{"type":"NFX"}""", "NFX" },
        { "unigram", "normalizer", """{"type":"Sequence","normalizers":[null]}""", "normalizers[0]" },
        { "unigram", "normalizer", """{"type":"Sequence","normalizers":{"type":"NFC"}}""", "normalizers" },
        { "unigram", "pre_tokenizer", """{"type":"Metaspace","replacement":""}""", "replacement" },
        { "unigram", "pre_tokenizer", """{"type":"Metaspace","replacement":"ab"}""", "replacement" },
        { "unigram", "pre_tokenizer", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"sometimes"}""", "prepend_scheme" },
        { "unigram", "pre_tokenizer", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","add_prefix_space":false}""", "add_prefix_space" },
        { "unigram", "pre_tokenizer", """{"type":"Split","pattern":{"String":"a"},"behavior":"Kept","invert":false}""", "behavior" },
        { "unigram", "pre_tokenizer", """{"type":"Split","pattern":{"String":"a"},"behavior":"0","invert":false}""", "behavior" },
        { "unigram", "pre_tokenizer", """{"type":"Punctuation","behavior":"Kept"}""", "behavior" },
        { "unigram", "pre_tokenizer", """{"type":"CharDelimiterSplit","delimiter":"ab"}""", "delimiter" },
        { "unigram", "pre_tokenizer", """{"type":"UnicodeScripts"}""", "UnicodeScripts" },
        { "unigram", "pre_tokenizer", """{"type":"Sequence","pretokenizers":[{}]}""", "pretokenizers[0]" },
        { "unigram", "post_processor", """{"type":"RobertaProcessing","sep":["a"],"cls":["b",0],"trim_offsets":true,"add_prefix_space":true}""", "sep" },
        { "unigram", "post_processor", """{"type":"RobertaProcessing","sep":["a",-1],"cls":["b",0],"trim_offsets":true,"add_prefix_space":true}""", "sep" },
        { "unigram", "post_processor", """{"type":"RobertaProcessing","sep":["a",1000],"cls":["b",0],"trim_offsets":true,"add_prefix_space":true}""", "1000" },
        { "unigram", "post_processor", """{"type":"BertProcessing","sep":[0,"a"],"cls":["b",0]}""", "sep" },
        { "unigram", "post_processor", """{"type":"Sequence","processors":[{"type":"BertProcessing","sep":["a",0],"cls":["b",0]},{"type":"BertProcessing","sep":["a",0],"cls":["b",0]}]}""", "processors[1]" },
        { "unigram", "post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"y","type_id":0}}],"pair":[],"special_tokens":{}}""", "single[0]" },
        { "unigram", "post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"C","type_id":0}}],"pair":[],"special_tokens":{}}""", "single[0]" },
        { "unigram", "post_processor", """{"type":"Else"}""", "Else" },
        { "unigram", "decoder", """{"type":"CTC","pad_token":"<pad>","word_delimiter_token":"|","cleanup":true}""", "CTC" },
        { "unigram", "decoder", """{"type":"Strip","content":"","start":0,"stop":0}""", "content" },
        { "unigram", "decoder", """{"type":"Strip","content":" ","start":-1,"stop":0}""", "start" },
        { "unigram", "decoder", """{"type":"BPEDecoder","suffix":""}""", "suffix" },
        { "unigram", "decoder", """{"type":"Sequence","decoders":[null]}""", "decoders[0]" },
        { "unigram", "added_tokens", """[{"id":0}]""", "content" },
        { "unigram", "added_tokens", """{"id":0}""", "added_tokens" },
        { "unigram", "added_tokens", """["<s>"]""", "added_tokens[0]" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void Wrong_content(string name, string component, string content, string named)
    {
        // As text: a JsonNode would not keep 1e999.
        JsonObject root = TinyTokenizers.Node(name);
        root[component] = "$HERE";
        string json = root.ToJsonString().Replace("\"$HERE\"", content, StringComparison.Ordinal);
        Assert.Contains(named, Refused("tokenizer.json", Encoding.UTF8.GetBytes(json)), StringComparison.Ordinal);
    }

    /// <summary>Merges whose results share an id merge again and again, but each takes a symbol away, so they end.</summary>
    [Fact]
    public void Merges_in_a_circle_end()
    {
        JsonObject root = TinyTokenizers.Node("sentencepiece-bpe");
        root["model"] = JsonNode.Parse("""{"type":"BPE","unk_token":"a","vocab":{"a":0,"b":0,"ab":0,"ba":0,"aa":0,"bb":0},"merges":["a b","b a","a a","b b"]}""");
        Assert.Null(Open("tokenizer.json", Bytes(root)));
    }

    [Fact]
    public void Duplicates_and_wild_ids_keep_memory_small()
    {
        string many = string.Join(',', Enumerable.Repeat("\"a\":0,\"b\":2147483646", 1000));
        JsonObject root = TinyTokenizers.Node("word-level");
        root["model"] = "$HERE";
        string json = root.ToJsonString().Replace("\"$HERE\"", $$$"""{"type":"WordLevel","unk_token":"a","vocab":{{{{many}}}}}""", StringComparison.Ordinal);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Open("tokenizer.json", Encoding.UTF8.GetBytes(json));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":")]
    public void Hundred_megabytes_of_nesting(string open)
    {
        var json = new StringBuilder(100_000_000);
        while (json.Length < 100_000_000)
            json.Append(open);
        Refused("tokenizer.json", Encoding.UTF8.GetBytes(json.ToString()));
    }

    [Fact]
    public void Deeply_nested_components()
    {
        const string Open = """{"type":"Sequence","normalizers":[""", Close = "]}";
        string nested = string.Concat(Enumerable.Repeat(Open, 10_000)) + """{"type":"NFC"}""" + string.Concat(Enumerable.Repeat(Close, 10_000));
        JsonObject root = TinyTokenizers.Node("word-level");
        root["normalizer"] = "$HERE";
        Refused("tokenizer.json", Encoding.UTF8.GetBytes(root.ToJsonString().Replace("\"$HERE\"", nested, StringComparison.Ordinal)));
    }

    [Fact]
    public void Not_utf8()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(TinyTokenizers.All["unigram"]);
        bytes[Array.IndexOf(bytes, (byte)0xE2)] = 0xFF;
        Refused("tokenizer.json", bytes);
        Refused("tokenizer.json", Encoding.Unicode.GetBytes(TinyTokenizers.All["unigram"]));
    }

    [Theory]
    [InlineData("albert", "spiece.model")]
    [InlineData("xlm-roberta", "sentencepiece.bpe.model")]
    public void Sentence_piece_models(string name, string file)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(ReferenceTokenizers.Folder(name), file));
        Assert.Null(Open(file, whole));
        foreach (int length in (int[])[0, 1, 5, 20, 100, 1000, whole.Length / 2, whole.Length - 1])
            Refused(file, whole[..length]);

        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Open(file, bytes);
        }

        // A piece "a" whose score is no number, and infinite.
        Refused(file, [.. whole, 0x0A, 8, 0x0A, 1, (byte)'a', 0x15, 0, 0, 0xC0, 0x7F]);
        Refused(file, [.. whole, 0x0A, 8, 0x0A, 1, (byte)'a', 0x15, 0, 0, 0x80, 0x7F]);
        Refused(file, [.. whole, 0x0A, 3, 0x0A, 1, 0xFF]);
        Refused(file, [.. whole, 0x0A, 0]);
    }

    /// <summary>A character map with flipped bits leads nowhere outside of itself.</summary>
    [Fact]
    public void Character_maps()
    {
        JsonNode reference = JsonNode.Parse(File.ReadAllText(Path.Combine(ReferenceTokenizers.Folder("xlm-roberta-older-json"), "tokenizer.json")))!;
        byte[] map = Convert.FromBase64String(reference["normalizer"]!["precompiled_charsmap"]!.GetValue<string>());
        var random = new Random(2);
        for (int i = 0; i < 100; i++)
        {
            byte[] bytes = [.. map];
            for (int flips = 0; flips < 2000; flips++)
                bytes[random.Next(4, bytes.Length / 2)] ^= (byte)(1 << random.Next(8));
            JsonObject root = TinyTokenizers.Node("unigram");
            root["normalizer"]!["precompiled_charsmap"] = Convert.ToBase64String(bytes);
            Open("tokenizer.json", Bytes(root));
        }
    }

    [Theory]
    [InlineData("{", "a b", "vocab.json")]
    [InlineData("[]", "a b", "vocab.json")]
    [InlineData("{\"<s>\":0,\"</s>\":1,\"a\":2}", "a b", "merges.txt")]
    [InlineData("{\"<s>\":0,\"</s>\":1,\"a\":2}", "a", "merges.txt")]
    [InlineData("{\"<s>\":0,\"</s>\":1,\"a\":2,\"b\":3}", "a b", "merges.txt")]
    [InlineData("{\"a\":2,\"b\":3,\"ab\":4}", "a b", "<s>")]
    [InlineData("{\"<s>\":0,\"</s>\":1,\"a\":2}", null, "merges.txt")]
    public void Byte_level_files(string vocabulary, string? merges, string named)
    {
        if (merges != null)
            File.WriteAllText(Path.Combine(_folder, "merges.txt"), $"#version: 0.2\n{merges}\n");
        Assert.Contains(named, Refused("vocab.json", Encoding.UTF8.GetBytes(vocabulary)), StringComparison.Ordinal);
    }

    // Setters of every value of a file but the root.
    private static IEnumerable<Action<JsonNode?>> Places(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (string key in map.Select(entry => entry.Key).ToArray())
            {
                yield return value => map[key] = value;
                foreach (Action<JsonNode?> set in Places(map[key]))
                    yield return set;
            }
        }
        else if (node is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                int at = i;
                yield return value => list[at] = value;
                foreach (Action<JsonNode?> set in Places(list[i]))
                    yield return set;
            }
        }
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private string Refused(string file, byte[] content)
    {
        string? message = Open(file, content);
        string shown = file.EndsWith(".json", StringComparison.Ordinal) ? Encoding.UTF8.GetString(content.AsSpan(0, Math.Min(content.Length, 2000))) : $"{file} of {content.Length} bytes";
        Assert.True(message != null, $"Not refused: {shown}");
        return message;
    }

    /// <summary>The message where the file is refused, null where it can be used.</summary>
    private string? Open(string file, byte[] content)
    {
        string path = Path.Combine(_folder, file);
        File.WriteAllBytes(path, content);
        bool opened = false;
        try
        {
            var tokenizer = PreTrainedTokenizer.Open(path);
            opened = true;
            TokenEncoding encoding = tokenizer.Encode(Text, Text);
            tokenizer.Decode(encoding.Ids, skipSpecialTokens: false);
            tokenizer.EncodeTo(Text, int.MaxValue, [], null);
            return null;
        }
        catch (BadInputException e)
        {
            Assert.True(opened || e.Message.Contains(_folder, StringComparison.Ordinal), $"The message does not name the file: {e.Message}");
            if (!opened)
                Assert.Matches("[;:,] (correct it, or fetch|correct it, or take|fetch it|take|put|set it|name|use) ?", e.Message);
            return e.Message;
        }
        catch (Exception e)
        {
            string shown = file.EndsWith(".json", StringComparison.Ordinal) ? Encoding.UTF8.GetString(content.AsSpan(0, Math.Min(content.Length, 3000))) : $"{content.Length} bytes";
            throw new InvalidOperationException($"{file}: {shown}", e);
        }
    }
}
