using MLNetBert;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Model.MiniLM.Int8, run.</summary>
public class MLNetBertModelMiniLMInt8ReadmeSnippets
{
    [Fact]
    public void The_int8_model_is_opened()
    {
        #region int8
        using var bert = BertModel.Open(null, new BertModelOptions { Precision = ModelPrecision.Int8 });
        float[] vector = new BertFeaturizer(bert).Featurize("A cat sleeps on the sofa.");
        Console.WriteLine($"{vector.Length} dimensions, of {bert.ModelFile}; cosine to float32 {bert.Quantization!.MeanCosine:F4} on average");
        #endregion
        Assert.Equal(384, vector.Length);
    }
}
