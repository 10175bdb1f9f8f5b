using MLNetBert;
using MLNetBert.Tokenizers;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Abstractions, run.</summary>
[Collection("Console")]
public class MLNetBertAbstractionsReadmeSnippets
{
    [Fact]
    public void Bad_input_is_caught()
    {
        using var said = new Said();
        #region bad-input
        try
        {
            PreTrainedTokenizer.Open("no-such-folder");
        }
        catch (BadInputException e)
        {
            // A sentence for the user, and the same in parts: Code, File, Key, Row, Column.
            Console.WriteLine($"{e.Code}: {e.Message}");
        }
        #endregion
        Assert.Contains("file.missing: ", said.ToString(), StringComparison.Ordinal);
    }
}
