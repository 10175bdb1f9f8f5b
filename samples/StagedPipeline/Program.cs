// The same features in separate stages: tokenizer, ML.NET's own OnnxTransformer, pooling; and with padding between them:
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

// The stages apart: each row runs at its own length in ML.NET's OnnxTransformer.
EstimatorChain<TokenPoolingTransformer> chain = text.TokenizeBert("Text", bert)
    .Append(text.ApplyBertModel(bert))
    .Append(text.PoolTokens("Features", bert));
IDataView staged = chain.Fit(data).Transform(data);

// And every row padded to one length, as a model of fixed shape needs it.
EstimatorChain<TokenPoolingTransformer> padding = text.TokenizeBert("Text", bert)
    .Append(text.PadTokens(Padded, bert))
    .Append(text.ApplyBertModel(bert, Padded))
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
