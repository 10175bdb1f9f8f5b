using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>
/// RoBERTa's, ALBERT's and XLM-RoBERTa's tokenizers against the reference, from tokenizer.json and from the classic files alone.
/// Without a tokenizer.json the ids are those that the published models saw: the cases of the older shape.
/// </summary>
public class SubwordReferenceTests
{
    public static TheoryData<string, string> Tokenizers => new()
    {
        { "roberta-base", "tokenizer.json" }, { "roberta-base", "vocab.json" },
        { "albert", "tokenizer.json" }, { "albert-older-json", "tokenizer.json" }, { "albert-older-json", "spiece.model" },
        { "xlm-roberta", "tokenizer.json" }, { "xlm-roberta-older-json", "tokenizer.json" }, { "xlm-roberta-older-json", "sentencepiece.bpe.model" },
    };

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Single_texts(string name, string file)
    {
        PreTrainedTokenizer tokenizer = Open(name, file);
        TokenizerCases.CheckSingles(tokenizer, name, "handmade");
        TokenizerCases.CheckSingles(tokenizer, name, "random");
        TokenizerCases.CheckSingles(tokenizer, name, "realistic");
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Pairs(string name, string file) => TokenizerCases.CheckPairs(Open(name, file), name);

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Truncation(string name, string file) => TokenizerCases.CheckTruncation(Open(name, file), name);

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Padding(string name, string file) => TokenizerCases.CheckPadding(Open(name, file), name);

    private static PreTrainedTokenizer Open(string name, string file) =>
        PreTrainedTokenizer.Open(file == "tokenizer.json" ? ReferenceTokenizers.Folder(name) : ReferenceTokenizers.ClassicFolder(name, file));
}
