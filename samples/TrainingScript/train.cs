#!/usr/bin/env dotnet
#:project ../../src/MLNetBert/MLNetBert.csproj
#:property PublishAot=false
// A training script in the style of Model Builder's: load, split, featurize, train, evaluate, save.
//     dotnet run samples/TrainingScript/train.cs
//     dotnet run samples/TrainingScript/train.cs -- mails.csv model.zip
using Microsoft.ML;
using Microsoft.ML.Data;

var csv = args.Length > 0 ? args[0] : Path.Combine(ScriptFolder(), "..", "data", "mail-subjects.csv");
var zip = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), "mlnetbert-spam.zip");
var ml = new MLContext(seed: 1);

// Load and split.
var data = ml.Data.LoadFromTextFile<ModelInput>(csv, separatorChar: ',', hasHeader: true, allowQuoting: true);
var spam = ml.Data.CreateEnumerable<ModelInput>(data, reuseRowObject: false).Select(row => new TrainingRow { Text = row.Text, Label = row.Label == "spam" });
var split = ml.Data.TrainTestSplit(ml.Data.LoadFromEnumerable(spam.ToArray()), testFraction: 0.2, seed: 1);

// Featurize and train.
var pipeline = ml.Transforms.Text.FeaturizeBert("Features", "Text")
    .AppendCacheCheckpoint(ml)
    .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(l2Regularization: 1e-4f));
var model = pipeline.Fit(split.TrainSet);

// Evaluate.
var metrics = ml.BinaryClassification.Evaluate(model.Transform(split.TestSet));
Console.WriteLine(FormattableString.Invariant($"Accuracy {metrics.Accuracy:0.000}, area under the ROC curve {metrics.AreaUnderRocCurve:0.000}, F1 {metrics.F1Score:0.000}"));

// Save; predict.cs uses it.
ml.Model.Save(model, split.TrainSet.Schema, zip);
Console.WriteLine($"Saved to {zip}");

static string ScriptFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

/// <summary>A row of the file.</summary>
public sealed class ModelInput
{
    [LoadColumn(1)]
    public string Label { get; set; } = "";

    [LoadColumn(2)]
    public string Text { get; set; } = "";
}

/// <summary>What is trained on: is it spam?</summary>
public sealed class TrainingRow
{
    public string Text { get; set; } = "";

    public bool Label { get; set; }
}
