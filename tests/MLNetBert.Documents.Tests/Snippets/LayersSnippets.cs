using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tests;
using MLNetBert.Tests.Layers;

namespace Documents.Snippets;

/// <summary>The snippets of docs/layers.md.</summary>
public class LayersSnippets
{
    [Fact]
    public void An_lstm_over_token_vectors()
    {
        LayerWeights weights = SafetensorsWriter.Random(
            9, ("lstm.weight_ih_l0", [4 * 16, 384]), ("lstm.weight_hh_l0", [4 * 16, 16]), ("lstm.bias_ih_l0", [4 * 16]), ("lstm.bias_hh_l0", [4 * 16]), ("head.weight", [2, 16]));
        using var bert = BertModel.Open();
        int[] ids = [101, 7592, 102, 101, 102, 0], mask = [1, 1, 1, 1, 1, 0];
        #region lstm
        // var weights = LayerWeights.Open("classifier.safetensors");
        using var lstm = new RecurrentLayer(weights.Under("lstm."), RecurrentKind.Lstm);
        var head = new MaskedLinear(weights.Under("head."));

        BertOutput output = bert.Run(ids, mask, default, batch: 2, sequence: 3);
        float[] states = lstm.Apply(output.TokenVectors, mask, batch: 2, sequence: 3).LastHidden;      // [2, 16]
        float[] logits = head.Apply(states, default, batch: 2, sequence: 1);                           // [2, 2]
        #endregion
        Assert.Equal(2 * 16, states.Length);
        Assert.Equal(4, logits.Length);
    }

    [Fact]
    public void An_lstm_between_the_encoder_and_a_trainer()
    {
        string weights = SafetensorsWriter.Write(9, ("lstm.weight_ih_l0", [4 * 16, 32]), ("lstm.weight_hh_l0", [4 * 16, 16]), ("lstm.bias_ih_l0", [4 * 16]));
        var ml = new MLContext(seed: 1);
        using var bert = BertModel.Open(TinyEncoder());
        IDataView data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new { Text = $"{(i % 2 == 0 ? "cat" : "mail")} {i}", Label = $"{i % 3}" }));
        #region stages
        // weights is "classifier.safetensors"
        var text = ml.Transforms.Text;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(text.TokenizeBert("Text", bert))
            .Append(text.ApplyBertModel(bert))
            .Append(text.ApplyRecurrentLayer(new RecurrentLayerOptions { WeightsPath = weights, WeightsPrefix = "lstm.", Kind = RecurrentKind.Lstm }))
            .AppendCacheCheckpoint(ml)      // a trainer reads its data many times
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        ITransformer model = pipeline.Fit(data);
        #endregion
        Assert.Equal(60, model.Transform(data).GetColumn<uint>("PredictedLabel").Count());
        Assert.Equal(16, model.Transform(data).GetColumn<float[]>("Features").First().Length);
    }

    // The tiny reference encoder with its tokenizer beside it: text to vectors in milliseconds.
    private static string TinyEncoder()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Workspace.Folder, "tiny-bert")).FullName;
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        foreach (string file in (string[])["model.onnx", "config.json"])
            File.Copy(ReferenceModels.Path("tiny-bert", file), Path.Combine(folder, file));
        return folder;
    }
}
