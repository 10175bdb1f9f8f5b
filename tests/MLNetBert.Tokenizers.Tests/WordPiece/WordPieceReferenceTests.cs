using System.Text.Json;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>BERT's tokenizers against the reference, from tokenizer.json and from vocab.txt.</summary>
public class WordPieceReferenceTests
{
    public static TheoryData<string, bool> Tokenizers => new()
    {
        { "bert-base-uncased", false }, { "bert-base-uncased", true },
        { "bert-base-multilingual-cased", false }, { "bert-base-multilingual-cased", true },
        { "bert-base-chinese", false }, { "bert-base-chinese", true },
    };

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Single_texts(string name, bool classic)
    {
        PreTrainedTokenizer tokenizer = Open(name, classic);
        TokenizerCases.CheckSingles(tokenizer, name, "handmade");
        TokenizerCases.CheckSingles(tokenizer, name, "random");
        TokenizerCases.CheckSingles(tokenizer, name, "realistic");
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Pairs(string name, bool classic) => TokenizerCases.CheckPairs(Open(name, classic), name);

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Truncation(string name, bool classic) => TokenizerCases.CheckTruncation(Open(name, classic), name);

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Padding(string name, bool classic) => TokenizerCases.CheckPadding(Open(name, classic), name);

    /// <summary>The cases of this model have the truncation and padding of its tokenizer.json, which only apply when asked for.</summary>
    [Fact]
    public void File_options_of_mini_LM()
    {
        var tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder("all-MiniLM-L6-v2"));
        foreach (string kind in (string[])["handmade", "random", "realistic"])
            TokenizerCases.CheckSingles(tokenizer, "all-MiniLM-L6-v2", kind, tokenizer.FileOptions);

        TokenizerCases.CheckPairs(tokenizer, "all-MiniLM-L6-v2", tokenizer.FileOptions);
        Assert.Equal(5, tokenizer.Encode("i am a fish").Ids.Length - 1);
    }

    [Fact]
    public void Tiny_variants()
    {
        string folder = ReferenceTokenizers.Folder("tiny");
        string[] texts = [.. ReferenceTokenizers.Rows("tiny", "texts").Select(r => r.GetProperty("value").GetString()!)];
        var tokenizers = new Dictionary<string, PreTrainedTokenizer>();
        var check = new TokenizerCases.Checker();
        foreach (JsonElement row in ReferenceTokenizers.Rows("tiny", "cases"))
        {
            string variant = row.GetProperty("variant").GetString()!;
            if (!tokenizers.TryGetValue(variant, out PreTrainedTokenizer? tokenizer))
                tokenizers[variant] = tokenizer = PreTrainedTokenizer.Open(Path.Combine(folder, variant + ".json"));

            bool isPair = row.TryGetProperty("pair", out JsonElement pair);
            string a = isPair ? pair[0].GetString()! : texts[row.GetProperty("text").GetInt32()];
            string? b = isPair ? pair[1].GetString() : null;
            check.Begin($"{variant} {JsonSerializer.Serialize(a)} {JsonSerializer.Serialize(b)}");
            if (row.TryGetProperty("error", out _))
            {
                check.Throws(() => tokenizer.Encode(a, b, tokenizer.FileOptions));
                continue;
            }

            TokenEncoding encoding = tokenizer.Encode(a, b, tokenizer.FileOptions);
            check.Encoding(row, encoding, a, b);
            if (tokenizer.FileOptions == null)
            {
                var ids = new List<int>();
                tokenizer.EncodeTo(a, b, isPair, int.MaxValue, ids, null);
                check.Equal("EncodeTo ids", encoding.Ids, ids);
            }
        }

        check.Verify();
        Assert.Equal(33, tokenizers.Count);
    }

    private static PreTrainedTokenizer Open(string name, bool classic) =>
        PreTrainedTokenizer.Open(classic ? ReferenceTokenizers.ClassicBertFolder(name) : ReferenceTokenizers.Folder(name));
}
