// The same features in separate stages: tokenizer, Microsoft's own ApplyOnnxModel, pooling; and with padding between them:
//     dotnet run -c Release --project samples/StagedPipeline
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetBert;
using StagedPipeline;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Padded = 64;
var ml = new MLContext(seed: 1);
IDataView mails = ml.Data.LoadFromTextFile<Mail>(Path.Combine(AppContext.BaseDirectory, "data", "mail-subjects.csv"), separatorChar: ',', hasHeader: true, allowQuoting: true);
IDataView data = ml.Data.TrainTestSplit(mails, testFraction: 0.05, seed: 1).TestSet;
using var bert = BertModel.Open();
TransformsCatalog.TextTransforms text = ml.Transforms.Text;

// One stage.
IDataView single = text.FeaturizeBert("Features", "Text", bert).Fit(data).Transform(data);

// ApplyOnnxModel reads no float16 weights, in which the embedded model is stored: give it the same weights in float32.
string onnx = Path.Combine(AppContext.BaseDirectory, "model-float32.onnx");
bert.SaveSinglePrecision(onnx);

// The stages apart. The columns are named as the model's inputs and outputs; each row runs at its own length.
string[] inputs = ["input_ids", "attention_mask", "token_type_ids"];
string[] outputs = ["last_hidden_state"];
EstimatorChain<TokenPoolingTransformer> chain = text.TokenizeBert("Text", bert)
    .Append(ml.Transforms.ApplyOnnxModel(outputs, inputs, onnx))
    .Append(text.PoolTokens("Features", bert));
IDataView staged = chain.Fit(data).Transform(data);

// And every row padded to one length, as a model of fixed shape needs it. Columns of known size want the shapes declared.
Dictionary<string, int[]> shapes = inputs.ToDictionary(name => name, _ => new[] { 1, Padded });
shapes["last_hidden_state"] = [1, Padded, bert.HiddenSize];
EstimatorChain<TokenPoolingTransformer> padding = text.TokenizeBert("Text", bert)
    .Append(text.PadTokens(Padded, bert))
    .Append(ml.Transforms.ApplyOnnxModel(outputs, inputs, onnx, shapes, gpuDeviceId: null, fallbackToCpu: false, recursionLimit: 100))
    .Append(text.PoolTokens("Features", bert));
IDataView padded = padding.Fit(data).Transform(data);

float[][] expected = single.GetColumn<float[]>("Features").ToArray();
Console.WriteLine($"{expected.Length} subjects, {expected[0].Length} features each");
Console.WriteLine($"Stages apart, no padding: greatest difference to FeaturizeBert {Difference(staged)} (0: the same bits)");
Console.WriteLine($"Padded to {Padded} tokens: greatest difference to FeaturizeBert {Difference(padded):0.0e+0}");

// A trainer takes the features of either.
TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> trained = chain
    .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
    .Fit(data);
MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(trained.Transform(data));
Console.WriteLine($"Trained on them, and evaluated on the same rows: macro accuracy {metrics.MacroAccuracy:0.000}");

float Difference(IDataView other) => expected.Zip(other.GetColumn<float[]>("Features"), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
