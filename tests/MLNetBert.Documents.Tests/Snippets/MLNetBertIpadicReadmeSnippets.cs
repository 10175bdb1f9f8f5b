using MLNetBert.Tests;
using MLNetBert.Tokenizers;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Ipadic, run.</summary>
public class MLNetBertIpadicReadmeSnippets
{
    [Fact]
    public void Japanese_is_cut_into_words()
    {
        Directory.CreateSymbolicLink("bert-base-japanese", RepositoryFiles.Reference("tokenizers", "bert-japanese"));
        #region japanese
        // A folder like that of cl-tohoku/bert-base-japanese, with vocab.txt and tokenizer_config.json.
        var tokenizer = PreTrainedTokenizer.Open("bert-base-japanese");
        TokenEncoding encoding = tokenizer.Encode("東京は日本の首都です。");
        Console.WriteLine(string.Join(' ', encoding.Tokens));     // [CLS] 東京 は 日本 の 首 ##都 です 。 [SEP]
        #endregion
        // transformers 5.23, the case ja-000 of the reference.
        Assert.Equal([2, 7478, 145, 7559, 144, 879, 2679, 4203, 282, 3], encoding.Ids);
    }
}
