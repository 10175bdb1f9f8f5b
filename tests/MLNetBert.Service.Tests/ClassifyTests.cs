using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.Tests.Service;

/// <summary>/v1/classify gives what the saved model gives.</summary>
public sealed class ClassifyTests : IDisposable
{
    private static readonly string[] Texts = ["You have won a free holiday", "Shall we meet on Tuesday?", "Cheap loans!"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-service-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Labels_and_scores_are_the_saved_models()
    {
        string zip = Path.Combine(_folder, "mail.zip");
        MLContext ml = new(seed: 1);
        IDataView mails = Rows(ml, ["Win a prize now", "Cheap loans!", "Minutes of Monday", "Lunch at noon?"], ["spam", "spam", "ham", "ham"]);
        ITransformer model = ml.Transforms.Text.FeaturizeBert("Features", "Text").Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy()).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(mails);
        ml.Model.Save(model, mails.Schema, zip);
        IDataView predicted = model.Transform(Rows(ml, Texts, ["", "", ""]));
        string[] labels = [.. predicted.GetColumn<string>("PredictedLabel")];
        float[][] scores = [.. predicted.GetColumn<float[]>("Score")];

        await using var service = RunningService.Tiny("--Classifier:ModelPath", zip);
        HttpResponseMessage[] many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Client.PostAsJsonAsync("v1/classify", new { input = Texts })));
        foreach (HttpResponseMessage response in many)
        {
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(("list", "mail.zip"), (answer.GetProperty("object").GetString(), answer.GetProperty("model").GetString()));
            JsonElement[] data = [.. answer.GetProperty("data").EnumerateArray()];
            Assert.Equal(labels, data.Select(item => item.GetProperty("label").GetString()!));
            Assert.Equal(scores, data.Select(item => item.GetProperty("scores")).Select(item => new[] { item.GetProperty("spam").GetSingle(), item.GetProperty("ham").GetSingle() }));
        }

        HttpResponseMessage one = await service.Client.PostAsJsonAsync("v1/classify", new { input = Texts[0] });
        Assert.Equal(labels[0], (await one.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data")[0].GetProperty("label").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Client.PostAsJsonAsync("v1/classify", new { input = "" })).StatusCode);
    }

    [Fact]
    public async Task Without_a_model_there_is_no_such_thing()
    {
        await using var service = RunningService.Tiny();
        HttpResponseMessage response = await service.Client.PostAsJsonAsync("v1/classify", new { input = "a" });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Classifier:ModelPath", (await RunningService.ErrorAsync(response))["message"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_something_else_is_refused_at_the_start()
    {
        string zip = Path.Combine(_folder, "numbers.zip");
        MLContext ml = new(seed: 1);
        IDataView mails = Rows(ml, ["a", "b"], ["x", "y"]);
        ml.Model.Save(ml.Transforms.Conversion.MapValueToKey("Label").Fit(mails), mails.Schema, zip);
        BadInputException refused = Assert.Throws<BadInputException>(() => RunningService.Tiny("--Classifier:ModelPath", zip));
        Assert.Contains(zip, refused.Message, StringComparison.Ordinal);
    }

    private static IDataView Rows(MLContext ml, string[] texts, string[] labels) => ml.Data.LoadFromEnumerable(texts.Zip(labels, (text, label) => new { Text = text, Label = label }));
}
