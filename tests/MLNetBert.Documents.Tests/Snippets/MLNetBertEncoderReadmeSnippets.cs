using MLNetBert;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Encoder, run.</summary>
public class MLNetBertEncoderReadmeSnippets
{
    [Fact]
    public void Texts_to_vectors()
    {
        #region encoder
        using var bert = BertModel.Open();      // the model of the package; or a folder with an ONNX file
        var featurizer = new BertFeaturizer(bert);

        float[][] rows = featurizer.Featurize(["A cat sleeps on the sofa.", "The kitten naps.", "Share prices fell."]);

        // The vectors have unit length, so their product is the cosine.
        float near = rows[0].Zip(rows[1], (a, b) => a * b).Sum();
        float far = rows[0].Zip(rows[2], (a, b) => a * b).Sum();
        Console.WriteLine($"cat, kitten: {near:F2}; cat, shares: {far:F2}");
        #endregion
        Assert.True(near > far + 0.3f, $"near {near}, far {far}");
    }
}
