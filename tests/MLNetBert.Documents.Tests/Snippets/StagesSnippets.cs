using Microsoft.ML;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The snippets of docs/stages.md.</summary>
public class StagesSnippets
{
    [Fact]
    public void Features_and_a_trainer()
    {
        #region features
        var ml = new MLContext();
        using var bert = BertModel.Open("models/all-MiniLM-L6-v2");
        var pipeline = ml.Transforms.Text.FeaturizeBert("Features", "Text", bert)
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        #endregion
        Assert.NotNull(pipeline.Fit(Mails.Load(ml)));
    }
}
