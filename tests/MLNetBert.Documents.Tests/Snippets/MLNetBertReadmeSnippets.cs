using Microsoft.ML;
using Microsoft.ML.Data;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert, run.</summary>
[Collection("Console")]
public class MLNetBertReadmeSnippets
{
    [Fact]
    public void A_first_pipeline()
    {
        using var said = new Said();
        #region first-pipeline
        var ml = new MLContext(seed: 1);
        IDataView Mails(params string[][] rows) => ml.Data.LoadFromEnumerable(rows.Select(row => new { Text = row[0], Label = row[1] }));
        var pipeline = ml.Transforms.Text.FeaturizeBert("Features", "Text")
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy()).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer model = pipeline.Fit(Mails(["Win a prize now", "spam"], ["Cheap loans!", "spam"], ["Minutes of Monday", "ham"], ["Lunch at noon?", "ham"]));
        IDataView predicted = model.Transform(Mails(["You have won a free holiday", ""], ["Shall we meet on Tuesday?", ""]));
        Console.WriteLine(string.Join(", ", predicted.GetColumn<string>("PredictedLabel")));     // spam, ham
        #endregion
        Assert.Contains("spam, ham", said.ToString(), StringComparison.Ordinal);
    }
}
