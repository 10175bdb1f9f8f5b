using System.Text;
using MLNetBert.Tests.Tokenization.Damaged;
using MLNetBert.Tokenizers;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>tokenizer.json, and behind a zero byte the text to encode.</summary>
internal sealed class TokenizerTarget : FuzzTarget
{
    private static readonly string[] Texts =
        ["Hello héllo, A1 2\u00A0\uFB01\u0301 \U0001F600 <added> ▁x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "hello [MASK] 東京 \0 x", "a b\tc\r\nd"];

    public override string Name => "tokenizer";

    public override IReadOnlyList<string> Words =>
        ["{\"type\":\"", "\"Regex\":\"", "(?:a+)+$", "a*+b", "{1000}", "\\\\p{L}", "[^\\\\s]", "(?<=a)", "\"Sequence\"", "\"Replace\"", "\"Prepend\"", "\"lstrip\":true", "\"normalized\":false", "null", "[]", "{}", "\\ud800", "▁", "##"];

    public override IEnumerable<byte[]> Seeds() =>
        from json in TinyTokenizers.All.Values
        from text in Texts
        select Encoding.UTF8.GetBytes($"{json}\0{text}");

    public override string Run(byte[] file, string folder)
    {
        int end = Array.LastIndexOf(file, (byte)0);
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), end < 0 ? file : file[..end]);
        var tokenizer = PreTrainedTokenizer.Open(folder);
        List<int> ids = [];
        tokenizer.EncodeTo(Encoding.UTF8.GetString(file.AsSpan(end + 1)), 512, ids, null);
        tokenizer.Decode(ids);
        return $"{ids.Count.ToString("x")[0]}";
    }
}
