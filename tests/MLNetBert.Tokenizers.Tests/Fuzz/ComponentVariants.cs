using System.Text.Json.Nodes;

namespace MLNetBert.Tests.Tokenization.Fuzz;

/// <summary>
/// Small tokenizer.json files with every component and setting that the large ones leave out. Most have a Unigram model that knows
/// next to nothing: its unknown tokens show the text of each word, so that normalizers and pre-tokenizers are compared by what they give.
/// </summary>
internal static class ComponentVariants
{
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";
    private const string Unknowing = """{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["the",-2.0],["▁",-3.0]]}""";

    private const string Gpt4 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly string[] Behaviors = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"];

    private static readonly Lazy<Dictionary<string, string>> Files = new(() => Make().ToDictionary(v => $"components/{v.Name}", v => v.Json));

    /// <summary>The names, for <see cref="DifferentialFuzz"/>.</summary>
    public static IEnumerable<string> Names => Files.Value.Keys;

    /// <summary>Writes a variant under artifacts/ and gives its path, or null where there is none of that name.</summary>
    public static string? File(string name)
    {
        if (!Files.Value.TryGetValue(name, out string? json))
            return null;
        string file = Path.Combine(RepositoryFiles.Root, "artifacts", "reference", "tokenizers", name + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string temporary = $"{file}.{Guid.NewGuid():N}";
        System.IO.File.WriteAllText(temporary, json);
        System.IO.File.Move(temporary, file, overwrite: true);
        return file;
    }

    private static IEnumerable<(string Name, string Json)> Make() =>
        Normalizers().Concat(PreTokenizers()).Concat(PostProcessors()).Concat(Models()).Concat(Decoders());

    private static IEnumerable<(string Name, string Json)> Normalizers()
    {
        foreach (string form in (string[])["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"])
            yield return Normalizer(form, $$"""{"type":"{{form}}"}""");
        foreach ((string left, string right) in ((string, string)[])[("true", "true"), ("true", "false"), ("false", "true")])
            yield return Normalizer($"strip-{left}-{right}", $$"""{"type":"Strip","strip_left":{{left}},"strip_right":{{right}}}""");
        yield return Normalizer("prepend", """{"type":"Prepend","prepend":"▁x"}""");
        yield return Normalizer("precompiled", $$"""{"type":"Precompiled","precompiled_charsmap":"{{CharacterMap()}}"}""");
        foreach ((string pattern, string content) in ((string, string)[])[("a", "bcd"), ("th", ""), (" ", "▁"), ("é", "e"), ("\U0001F600", ":)")])
            yield return Normalizer($"replace-{pattern}", Replace("String", pattern, content));
        foreach (string pattern in Patterns())
            yield return Normalizer($"replace-{pattern}", Replace("Regex", pattern, "<>"));
        yield return Normalizer("recompose", """{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"NFC"}]}""");
        yield return Normalizer("chain", $$"""{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"},{"type":"Strip","strip_left":true,"strip_right":true},{{Replace("Regex", " {2,}", " ")}},{"type":"Prepend","prepend":"▁"}]}""");
        yield return Normalizer("maps", $$"""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"Precompiled","precompiled_charsmap":"{{CharacterMap()}}"},{"type":"Nmt"},{"type":"NFKD"}]}""");
    }

    private static IEnumerable<(string Name, string Json)> PreTokenizers()
    {
        foreach (string type in (string[])["Whitespace", "WhitespaceSplit", "BertPreTokenizer", "Punctuation"])
            yield return PreTokenizer(type, $$"""{"type":"{{type}}"}""");
        foreach (string behavior in Behaviors)
        {
            yield return PreTokenizer($"Punctuation-{behavior}", $$"""{"type":"Punctuation","behavior":"{{behavior}}"}""");
            foreach (string invert in (string[])["true", "false"])
            {
                yield return PreTokenizer($"Split-string-{behavior}-{invert}", Split("String", "th", behavior, invert));
                yield return PreTokenizer($"Split-regex-{behavior}-{invert}", Split("Regex", @"\d+|\p{Lu}\p{M}*|\s", behavior, invert));
            }
        }

        foreach (string pattern in Patterns())
            yield return PreTokenizer($"Split-{pattern}", Split("Regex", pattern, "Isolated", "false"));
        foreach (string value in (string[])["true", "false"])
        {
            yield return PreTokenizer($"Digits-{value}", $$"""{"type":"Digits","individual_digits":{{value}}}""");
            foreach (string scheme in (string[])["always", "first", "never"])
                yield return PreTokenizer($"Metaspace-{scheme}-{value}", $$"""{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{scheme}}","split":{{value}}}""");
            foreach (string regex in (string[])["true", "false"])
                yield return PreTokenizer($"ByteLevel-{value}-{regex}", $$"""{"type":"ByteLevel","add_prefix_space":{{value}},"trim_offsets":true,"use_regex":{{regex}}}""");
        }

        yield return PreTokenizer("Metaspace-older", """{"type":"Metaspace","replacement":"_","str_rep":"_","add_prefix_space":true}""");
        yield return PreTokenizer("CharDelimiterSplit", """{"type":"CharDelimiterSplit","delimiter":"e"}""");
        yield return PreTokenizer("Sequence-1", """{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":"Contiguous"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}]}""");
        yield return PreTokenizer("Sequence-2", $$"""{"type":"Sequence","pretokenizers":[{{Split("Regex", Gpt4, "Isolated", "false")}},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}""");
        yield return PreTokenizer("Sequence-3", """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]}""");
    }

    private static IEnumerable<(string Name, string Json)> PostProcessors()
    {
        string template = """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"T","type_id":3}},{"Sequence":{"id":"A","type_id":2}}],"pair":[{"Sequence":{"id":"B","type_id":4}},{"SpecialToken":{"id":"T","type_id":5}},{"Sequence":{"id":"A","type_id":6}}],"special_tokens":{"T":{"id":"T","ids":[0,1],"tokens":["<unk>","the"]}}}""";
        string trimming = """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""";
        string bytes = """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""";
        yield return ("post-byte-level", Json(Unknowing, preTokenizer: bytes, postProcessor: trimming));
        yield return ("post-byte-level-added", Json(Unknowing, preTokenizer: ByteLevel, postProcessor: trimming, addedTokens: true));
        yield return ("post-template", Json(Unknowing, preTokenizer: bytes, postProcessor: template));
        yield return ("post-trim-template", Json(Unknowing, preTokenizer: bytes, postProcessor: $$"""{"type":"Sequence","processors":[{{trimming}},{{template}}]}"""));
        yield return ("post-template-trim", Json(Unknowing, preTokenizer: ByteLevel, postProcessor: $$"""{"type":"Sequence","processors":[{{template}},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}"""));
        yield return ("post-roberta", Json(Unknowing, preTokenizer: bytes, postProcessor: """{"type":"RobertaProcessing","sep":["the",1],"cls":["<unk>",0],"trim_offsets":true,"add_prefix_space":true}""", addedTokens: true));
        yield return ("post-bert", Json(Unknowing, preTokenizer: bytes, postProcessor: """{"type":"BertProcessing","sep":["the",1],"cls":["<unk>",0]}"""));
    }

    private static IEnumerable<(string Name, string Json)> Models()
    {
        string words = """{"type":"Whitespace"}""";
        yield return ("word-level", Json("""{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[UNK]":5,"the":0,"a":1,",":2}}""", preTokenizer: words));
        yield return ("word-level-untyped", Json("""{"unk_token":"[UNK]","vocab":{"[UNK]":5,"the":0,"a":1,",":2}}""", preTokenizer: words));
        yield return ("word-level-no-unk", Json("""{"type":"WordLevel","unk_token":"[UNK]","vocab":{"the":0,"a":1,",":2}}""", preTokenizer: words));
        yield return ("bpe-bytes", Json(Bpe("", bytes: true), preTokenizer: ByteLevel, decoder: ByteLevel));
        yield return ("bpe-bytes-ignore-merges", Json(Bpe("\"ignore_merges\":true,", bytes: true), preTokenizer: ByteLevel, decoder: ByteLevel, addedTokens: true));
        yield return ("bpe-no-unk", Json(Bpe("")));
        yield return ("bpe-unk", Json(Bpe("\"unk_token\":\"<unk>\","), preTokenizer: words));
        yield return ("bpe-fuse-unk", Json(Bpe("\"unk_token\":\"<unk>\",\"fuse_unk\":true,"), addedTokens: true));
        yield return ("bpe-fallback", Json(Bpe("\"unk_token\":\"<unk>\",\"fuse_unk\":true,\"byte_fallback\":true,", fallback: 256)));
        yield return ("bpe-some-fallback", Json(Bpe("\"unk_token\":\"<unk>\",\"byte_fallback\":true,", fallback: 0xC8)));
        yield return ("bpe-some-fallback-fused", Json(Bpe("\"unk_token\":\"<unk>\",\"fuse_unk\":true,\"byte_fallback\":true,", fallback: 0xC8)));
        yield return ("bpe-fallback-no-unk", Json(Bpe("\"byte_fallback\":true,", fallback: 0xE4)));
        yield return ("bpe-prefix-suffix", Json(BpeWithMarks(), preTokenizer: words, decoder: """{"type":"BPEDecoder","suffix":"</w>"}"""));
        yield return ("bpe-untyped", Json(Bpe("\"unk_token\":\"<unk>\",").Replace("\"type\":\"BPE\",", "", StringComparison.Ordinal)));
        yield return ("bpe-missing-unk", Json(Bpe("\"unk_token\":\"[none]\",")));
        string pieces = string.Join(',', "the:-3 th:-4 e:-2.5 t:-3 h:-4 a:-2 an:-3.5 and:-4 ▁:-1.5 ▁the:-3.25 ▁a:-2.75 n:-3 d:-3.5 aa:-4 aaa:-6 in:-3 ing:-4 i:-2 g:-3 é:-3 中:-4 😀:-5 xx:-30".Split(' ').Select(p => $"[\"{p.Split(':')[0]}\",{p.Split(':')[1]}]"));
        string metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""";
        string fallback = string.Concat(Enumerable.Range(0, 0xD0).Select(b => $",[\"<0x{b:X2}>\",-9]"));
        yield return ("unigram", Json($$"""{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],{{pieces}}]}""", preTokenizer: metaspace, decoder: metaspace, addedTokens: true));
        yield return ("unigram-whole", Json($$"""{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],{{pieces}}]}"""));
        yield return ("unigram-untyped", Json($$"""{"unk_id":0,"vocab":[["<unk>",0],{{pieces}}]}""", preTokenizer: metaspace));
        yield return ("unigram-no-unk", Json($$"""{"type":"Unigram","unk_id":null,"vocab":[["<unk>",0],{{pieces}}]}"""));
        yield return ("unigram-ties", Json($$"""{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],{{Ties()}}]}"""));
        yield return ("unigram-fallback", Json($$"""{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["<unk>",0],{{pieces}}{{fallback}}]}""", preTokenizer: metaspace));
    }

    // Every segmentation of a word has the same sum, so that the last bits of the scores decide. Numbers of up to 22 digits in several forms.
    private static string Ties()
    {
        (string Letter, decimal Score)[] letters = [("a", -10.355367660522461m), ("n", -9.007199254740993m), ("t", -7.39216423034668123m), ("h", -0.1234567890123456789m), ("e", -3.3m), ("é", -12.000000000000001m)];
        IEnumerable<(string Piece, decimal Score)> pairs = from a in letters from b in letters select (a.Letter + b.Letter, a.Score + b.Score);
        IEnumerable<(string Piece, decimal Score)> threes = from a in pairs from b in letters select (a.Piece + b.Letter, a.Score + b.Score);
        return string.Join(',', letters.Concat(pairs).Concat(threes).Select((piece, i) => $"[\"{piece.Item1}\",{Form(piece.Item2, i % 5)}]"));
    }

    private static string Form(decimal score, int form)
    {
        string plain = score.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return form switch
        {
            0 => $"{plain}000",
            1 => $"{(score * 1000).ToString(System.Globalization.CultureInfo.InvariantCulture)}e-3",
            2 => $"{(score / 100).ToString(System.Globalization.CultureInfo.InvariantCulture)}E+2",
            _ => plain,
        };
    }

    private static IEnumerable<(string Name, string Json)> Decoders()
    {
        string model = Bpe("\"unk_token\":\"<unk>\",\"byte_fallback\":true,", fallback: 256);
        string replace = """{"type":"Replace","pattern":{"String":"▁"},"content":" "}""";
        yield return ("decode-none", Json(model));
        foreach ((string name, string decoder) in ((string, string)[])
        [
            ("fallback", """{"type":"ByteFallback"}"""), ("fuse", """{"type":"Fuse"}"""), ("replace", replace),
            ("replace-regex", """{"type":"Replace","pattern":{"Regex":"[a-f]+|\\s"},"content":"-"}"""),
            ("strip", """{"type":"Strip","content":"t","start":1,"stop":0}"""), ("bpe", """{"type":"BPEDecoder","suffix":"e"}"""),
            ("metaspace-always", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"""),
            ("metaspace-never", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":true}"""),
            ("word-piece", """{"type":"WordPiece","prefix":"t","cleanup":true}"""), ("word-piece-raw", """{"type":"WordPiece","prefix":"##","cleanup":false}"""),
            ("byte-level", ByteLevel),
            ("llama", $$"""{"type":"Sequence","decoders":[{{replace}},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}"""),
        ])
        {
            yield return ($"decode-{name}", Json(model, addedTokens: true, decoder: decoder));
        }
    }

    private static IEnumerable<string> Patterns() =>
    [
        Gpt4, " {2,}", @"\p{N}{1,3}", @"(?<=\d)\p{L}+", @"(?<![a-z])[a-z]", @"[^\W\d_]+", @"(?>\s+)\S", @"\b\w", @"^.|.$", @"(?i)the|AN", @"a*?b|x?", @"[[:punct:]]++", @"[\u4e00-\u9fff\x{1F600}-\x{1F64F}]|\p{Han}", @"(t|th)(e|a)?",
    ];

    private static (string Name, string Json) Normalizer(string name, string normalizer) =>
        ($"normalizer-{FileName(name)}", Json(Unknowing, normalizer: normalizer, addedTokens: name.Length % 2 == 0));

    private static (string Name, string Json) PreTokenizer(string name, string preTokenizer) =>
        ($"pre-{FileName(name)}", Json(Unknowing, preTokenizer: preTokenizer, addedTokens: name.Length % 2 == 0));

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c.ToString() : $"{(int)c:x}"));

    private static string Replace(string kind, string pattern, string content) =>
        new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { [kind] = pattern }, ["content"] = content }.ToJsonString();

    private static string Split(string kind, string pattern, string behavior, string invert) =>
        $$"""{"type":"Split","pattern":{"{{kind}}":{{JsonValue.Create(pattern).ToJsonString()}}},"behavior":"{{behavior}}","invert":{{invert}}}""";

    private static string Bpe(string settings, bool bytes = false, int fallback = 0)
    {
        string space = bytes ? "Ġ" : "▁";
        string[] merges = [.. $"t h|th e|a n|an d|i n|in g|e r|{space} t|{space} the|{space} a|h e|l l|1 2|12 3|e e|ee ee|é é".Split('|').Where(m => !bytes || m != "é é")];
        var vocabulary = new JsonObject { ["<unk>"] = 0 };
        IEnumerable<string> characters = bytes ? MLNetBert.Tokenizers.ByteLevel.ByteLevelAlphabet.All.Select(c => c.ToString()) : "▁ abcdefghijklmnopqrstuvwxyzTHE0123456789,.'é中😀".EnumerateRunes().Select(r => r.ToString());
        foreach (string token in characters.Concat(Enumerable.Range(0, fallback).Select(b => $"<0x{b:X2}>")).Concat(merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal))).Concat(["together", "thing"]))
            vocabulary.TryAdd(token, vocabulary.Count);
        return $$"""{"type":"BPE","dropout":null,{{settings}}"vocab":{{vocabulary.ToJsonString()}},"merges":[{{string.Join(',', merges.Select(m => $"\"{m}\""))}}]}""";
    }

    private static string BpeWithMarks()
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0 };
        foreach (char c in "abcdefghijklmnopqrstuvwxyz")
        {
            foreach (string token in (string[])[$"{c}", $"##{c}", $"{c}</w>", $"##{c}</w>"])
                vocabulary[token] = vocabulary.Count;
        }

        string[][] merges = [["t", "##h"], ["th", "##e</w>"], ["a", "##n"], ["an", "##d</w>"], ["##i", "##n"], ["##in", "##g</w>"]];
        foreach (string[] merge in merges)
            vocabulary[merge[0] + merge[1][2..]] = vocabulary.Count;
        return $$"""{"type":"BPE","unk_token":"<unk>","continuing_subword_prefix":"##","end_of_word_suffix":"</w>","vocab":{{vocabulary.ToJsonString()}},"merges":[{{string.Join(',', merges.Select(m => $"[\"{m[0]}\",\"{m[1]}\"]"))}}]}""";
    }

    private static string Json(string model, string normalizer = "null", string preTokenizer = "null", string postProcessor = "null", string decoder = "null", bool addedTokens = false)
    {
        string added = !addedTokens ? "" : """
            {"id":1000,"content":"<mask>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true},
            {"id":1001,"content":"<Néw>","single_word":false,"lstrip":false,"rstrip":true,"normalized":true,"special":false},
            {"id":1002,"content":"wørd","single_word":true,"lstrip":false,"rstrip":false,"normalized":true,"special":false}
            """;
        return $$"""{"version":"1.0","truncation":null,"padding":null,"added_tokens":[{{added}}],"normalizer":{{normalizer}},"pre_tokenizer":{{preTokenizer}},"post_processor":{{postProcessor}},"decoder":{{decoder}},"model":{{model}}}""";
    }

    private static string CharacterMap() =>
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(ReferenceTokenizers.Folder("xlm-roberta-older-json"), "tokenizer.json")))!["normalizer"]!["precompiled_charsmap"]!.GetValue<string>();
}
