using System.Text.Json.Nodes;

namespace MLNetBert.Tests.Tokenization.Damaged;

/// <summary>Small tokenizer.json files of every model, with most components between them.</summary>
internal static class TinyTokenizers
{
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["byte-level"] = Json(
            """{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":false,"byte_fallback":false,"vocab":{"<s>":0,"</s>":1,"h":2,"e":3,"l":4,"o":5,"Ġ":6,"he":7,"ll":8,"hell":9,"hello":10,"Ġh":11},"merges":["h e","l l","he ll","hell o","Ġ h"]}""",
            """{"type":"NFC"}""",
            """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""",
            """{"type":"RobertaProcessing","sep":["</s>",1],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":false}""",
            """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""),
        ["sentencepiece-bpe"] = Json(
            """{"type":"BPE","dropout":0.0,"unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,"ignore_merges":false,"vocab":{"<unk>":0,"<0x41>":1,"▁":2,"h":3,"e":4,"he":5,"▁he":6},"merges":[["h","e"],["▁","he"]]}""",
            """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"},{"type":"Strip","strip_left":false,"strip_right":true}]}""",
            """{"type":"Split","pattern":{"Regex":"\\p{L}+|[^a-z]"},"behavior":"Isolated","invert":false}""",
            """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"x":{"id":"x","ids":[0],"tokens":["<unk>"]}}}""",
            """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}"""),
        ["unigram"] = Json(
            """{"type":"Unigram","unk_id":0,"byte_fallback":false,"vocab":[["<unk>",0.0],["▁",-2.0],["h",-3.0],["e",-3.5],["▁he",-4.0],["l",-3.0],["o",-3.25]]}""",
            """{"type":"Precompiled","precompiled_charsmap":"BAAAAAAAAAA="}""",
            """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","str_rep":"▁","add_prefix_space":true}]}""",
            """{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false},{"type":"BertProcessing","sep":["<unk>",0],"cls":["▁",1]}]}""",
            """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"""),
        ["word-level"] = Json(
            """{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[UNK]":0,"hello":1,"1":2,",":3}}""",
            """{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"}]}""",
            """{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":"Isolated"},{"type":"CharDelimiterSplit","delimiter":"x"}]}""",
            "null",
            """{"type":"BPEDecoder","suffix":"</w>"}"""),
        ["word-piece"] = Json(
            """{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"hel":3,"##lo":4}}""",
            """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""",
            """{"type":"BertPreTokenizer"}""",
            """{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]}""",
            """{"type":"WordPiece","prefix":"##","cleanup":true}"""),
    };

    /// <summary>A fresh copy to change.</summary>
    public static JsonObject Node(string name) => JsonNode.Parse(All[name])!.AsObject();

    private static string Json(string model, string normalizer, string preTokenizer, string postProcessor, string decoder) =>
        $$$"""
        {"version":"1.0","truncation":{"direction":"Right","max_length":512,"strategy":"LongestFirst","stride":0},
        "padding":{"strategy":{"Fixed":8},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,"pad_type_id":0,"pad_token":"<pad>"},
        "added_tokens":[{"id":0,"content":"<added>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{{{normalizer}}},"pre_tokenizer":{{{preTokenizer}}},"post_processor":{{{postProcessor}}},
        "decoder":{{{decoder}}},"model":{{{model}}}}
        """;
}
