using MLNetBert.Tokenizers;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Tokenizers, run.</summary>
[Collection("Console")]
public class MLNetBertTokenizersReadmeSnippets
{
    [Fact]
    public void Texts_to_ids()
    {
        using var said = new Said();
        #region tokenizer
        // A folder from the Hugging Face hub, with tokenizer.json or vocab.txt in it.
        var tokenizer = PreTrainedTokenizer.Open("models/all-MiniLM-L6-v2");

        TokenEncoding encoding = tokenizer.Encode("A cat sleeps on the sofa.");
        for (int i = 0; i < encoding.Ids.Length; i++)
            Console.WriteLine($"{encoding.Ids[i],6} {encoding.Tokens[i],-8} {encoding.Offsets[i]}");

        TokenEncoding[] batch = tokenizer.EncodeBatch(["Short.", "A longer text."], options: new EncodeOptions { Padding = PaddingStrategy.Longest, MaxLength = 128 });
        Console.WriteLine(tokenizer.Decode(batch[1].Ids));
        #endregion
        Assert.Equal([101, 1037, 4937, 25126, 2006, 1996, 10682, 1012, 102], encoding.Ids);
        Assert.Equal(batch[0].Ids.Length, batch[1].Ids.Length);
        Assert.Contains("a longer text.", said.ToString(), StringComparison.Ordinal);
    }
}
