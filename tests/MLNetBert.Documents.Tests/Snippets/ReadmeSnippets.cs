using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The README's examples, run.</summary>
[Collection("Console")]
public class ReadmeSnippets
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

    [Fact]
    public void From_a_column_of_text_to_a_classifier()
    {
        #region classifier
        var ml = new MLContext(seed: 1);
        IDataView mails = ml.Data.LoadFromTextFile("samples/data/mail-subjects.csv",
            [new("Label", DataKind.String, 1), new("Text", DataKind.String, 2)], separatorChar: ',', hasHeader: true, allowQuoting: true);
        var pipeline = ml.Transforms.Text.FeaturizeBert("Features", "Text")
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer model = pipeline.Fit(mails);
        ml.Model.Save(model, mails.Schema, "mail.zip");     // the BERT model is in the file too
        #endregion
        using var loaded = (IDisposable)ml.Model.Load("mail.zip", out _);
        string[] predicted = [.. ((ITransformer)loaded).Transform(mails).GetColumn<string>("PredictedLabel")];
        string[] labels = [.. mails.GetColumn<string>("Label")];
        Assert.True(predicted.Zip(labels).Count(pair => pair.First == pair.Second) > 0.8 * labels.Length);
    }

    [Fact]
    public void From_a_text_to_a_vector()
    {
        #region vectors
        using var bert = BertModel.Open();   // the model inside; or a model folder
        var featurizer = new BertFeaturizer(bert);

        float[] cat = featurizer.Featurize("A cat sleeps on the sofa.");
        float[] kitten = featurizer.Featurize("The kitten naps on the couch.");
        float[] shares = featurizer.Featurize("Share prices fell sharply on Monday.");

        // The vectors have unit length, so their product is the cosine.
        float near = cat.Zip(kitten, (a, b) => a * b).Sum();
        float far = cat.Zip(shares, (a, b) => a * b).Sum();
        Console.WriteLine($"cat, kitten: {near:F2}; cat, shares: {far:F2}");
        #endregion
        Assert.True(near > far + 0.3f, $"near {near}, far {far}");
    }
}
