using Microsoft.ML;
using Microsoft.ML.Data;
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

    [Fact]
    public void The_separate_stages()
    {
        var ml = new MLContext();
        using var bert = BertModel.Open();
        IDataView mails = ml.Data.TakeRows(Mails.Load(ml), 5);
        #region separate-stages
        var text = ml.Transforms.Text;
        var pipeline = text.TokenizeBert("Text", bert)
            .Append(text.PadTokens(64, bert))
            .Append(text.ApplyBertModel(bert, length: 64))
            .Append(text.PoolTokens("Features", bert));
        #endregion
        float[][] expected = [.. text.FeaturizeBert("Features", "Text", bert).Fit(mails).Transform(mails).GetColumn<float[]>("Features")];
        float[][] actual = [.. pipeline.Fit(mails).Transform(mails).GetColumn<float[]>("Features")];
        Assert.All(expected.Zip(actual), pair => Assert.True(pair.First.Zip(pair.Second, (a, b) => Math.Abs(a - b)).Max() < 2e-5));
    }
}
