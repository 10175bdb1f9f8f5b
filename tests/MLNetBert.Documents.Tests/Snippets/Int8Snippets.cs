using MLNetBert;

namespace Documents.Snippets;

/// <summary>The example of the page about int8, run.</summary>
public class Int8Snippets
{
    [Fact]
    public void The_embedded_int8_model_is_opened()
    {
        #region int8
        using var bert = BertModel.Open(null, new BertModelOptions { Precision = ModelPrecision.Int8 });   // package MLNetBert.Model.MiniLM.Int8
        float[] vector = new BertFeaturizer(bert).Featurize("A cat sleeps on the sofa.");
        #endregion
        Assert.Equal(384, vector.Length);
    }
}
