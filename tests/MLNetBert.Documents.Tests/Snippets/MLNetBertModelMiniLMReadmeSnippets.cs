using MLNetBert;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Model.MiniLM, run.</summary>
public class MLNetBertModelMiniLMReadmeSnippets
{
    [Fact]
    public void The_model_is_found()
    {
        #region model
        string folder = BertModelFolder.FindEmbedded();     // models/all-MiniLM-L6-v2 beside the application
        using var bert = BertModel.Open(folder);            // the same as BertModel.Open()
        float[] vector = new BertFeaturizer(bert).Featurize("A cat sleeps on the sofa.");
        Console.WriteLine($"{vector.Length} dimensions, of {bert.ModelFile}");
        #endregion
        Assert.Equal(384, vector.Length);
    }
}
