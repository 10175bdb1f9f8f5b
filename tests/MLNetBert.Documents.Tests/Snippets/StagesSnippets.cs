using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;
using MLNetBert.Tests;

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
    public void Any_generator()
    {
        var ml = new MLContext();
        using var bert = BertModel.Open();
        #region generator
        IEmbeddingGenerator<string, Embedding<float>> generator = new BertEmbeddingGenerator(new BertFeaturizer(bert));
        var pipeline = ml.Transforms.Text.FeaturizeWith(generator, "Features", "Text")
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        #endregion
        Assert.NotNull(pipeline.Fit(Mails.Load(ml)));
        generator.Dispose();
    }

    [Fact]
    public void A_classifiers_scores()
    {
        var ml = new MLContext();
        using var classifier = BertModel.Open(MailClassifier());
        IDataView mails = Mails.Load(ml);
        #region score
        IDataView labels = ml.Data.LoadFromEnumerable(classifier.Labels!.Select(label => new { Label = label }));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyData: labels)
            .Append(ml.Transforms.Text.ScoreBert("Text", classifier));
        var metrics = ml.MulticlassClassification.Evaluate(pipeline.Fit(mails).Transform(mails));
        #endregion
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        #region logits
        var scores = ml.Transforms.Text.FeaturizeBert(
            new BertFeaturizingOptions { OutputColumnName = "Scores", InputColumnName = "Text", Pooling = PoolingMode.Logits, Activation = LogitActivation.Softmax }, classifier);
        #endregion
        Assert.Equal(3, ((VectorDataViewType)scores.Fit(mails).GetOutputSchema(mails.Schema)["Scores"].Type).Size);
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

    /// <summary>A tiny encoder with a head of random weights: it stands for a fine-tuned one.</summary>
    private static string MailClassifier()
    {
        string folder = Directory.CreateDirectory("mail-classifier").FullName;
        (float[][] weights, float[] bias) = HeadGraphs.Random(3, 32);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), HeadGraphs.Sequence(File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model.onnx")), weights, bias));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "bert", "id2label": {"0": "spam", "1": "easy-ham", "2": "hard-ham"}}""");
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
