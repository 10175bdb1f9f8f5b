#!/usr/bin/env dotnet
#:project ../../src/MLNetBert/MLNetBert.csproj
#:property PublishAot=false
// Uses what train.cs saved. The file holds the BERT model too: nothing else is needed.
//     dotnet run samples/TrainingScript/predict.cs -- "You have won a prize"
//     dotnet run samples/TrainingScript/predict.cs -- --model model.zip "You have won a prize"
using Microsoft.ML;
using Microsoft.ML.Data;

var zip = args is ["--model", var path, ..] ? path : Path.Combine(Path.GetTempPath(), "mlnetbert-spam.zip");
var texts = args is ["--model", _, .. var rest] ? rest : args;
var ml = new MLContext();
var model = ml.Model.Load(zip, out _);
using var engine = ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(model);
foreach (var text in texts)
{
    var output = engine.Predict(new ModelInput { Text = text });
    Console.WriteLine(FormattableString.Invariant($"{(output.IsSpam ? "spam" : "ham")} ({output.Probability:0.00} spam): {text}"));
}

/// <summary>What is asked.</summary>
public sealed class ModelInput
{
    public string Text { get; set; } = "";
}

/// <summary>What the model answers.</summary>
public sealed class ModelOutput
{
    [ColumnName("PredictedLabel")]
    public bool IsSpam { get; set; }

    public float Probability { get; set; }
}
