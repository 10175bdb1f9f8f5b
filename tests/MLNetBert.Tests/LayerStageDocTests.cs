using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tests.Layers;

namespace MLNetBert.StageTests;

/// <summary>The ML.NET snippet of docs/layers.md.</summary>
public class LayerStageDocTests
{
    [Fact]
    public void An_lstm_between_the_encoder_and_a_trainer()
    {
        string weights = SafetensorsWriter.Write(9, ("lstm.weight_ih_l0", [4 * 16, 32]), ("lstm.weight_hh_l0", [4 * 16, 16]), ("lstm.bias_ih_l0", [4 * 16]));
        (MLContext? ml, BertModel? bert) = (new MLContext(seed: 1), TinyModel.Bert);
        IDataView data = ml.Data.LoadFromEnumerable(Texts.Rows(60));
        #region stages
        // using Microsoft.ML; using MLNetBert.Layers; weights is "classifier.safetensors"
        TransformsCatalog.TextTransforms text = ml.Transforms.Text;
        EstimatorChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(text.TokenizeBert("Text", bert))
            .Append(ml.Transforms.ApplyOnnxModel(["last_hidden_state"], ["input_ids", "attention_mask", "token_type_ids"], bert.ModelFile))
            .Append(text.ApplyRecurrentLayer(new RecurrentLayerOptions { WeightsPath = weights, WeightsPrefix = "lstm.", Kind = RecurrentKind.Lstm }))
            .AppendCacheCheckpoint(ml)      // a trainer reads its data many times
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        ITransformer model = pipeline.Fit(data);
        #endregion
        Assert.Equal(60, model.Transform(data).GetColumn<uint>("PredictedLabel").Count());
        Assert.Equal(16, model.Transform(data).GetColumn<float[]>("Features").First().Length);
    }
}
