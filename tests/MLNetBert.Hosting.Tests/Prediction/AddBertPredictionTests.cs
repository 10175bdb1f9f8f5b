using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace MLNetBert.HostingTests.Prediction;

/// <summary>Predictions from a container.</summary>
public sealed class AddBertPredictionTests : IDisposable
{
    private readonly SavedModel _saved = new();

    public void Dispose() => _saved.Dispose();

    [Fact]
    public async Task The_host_loads_models_at_its_start_and_closes_them()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Classifier:ModelPath", _saved.Path), new("Classifier:ReloadInterval", "00:00:00.050")]);
        builder.Services.AddBertPrediction<Mail, Vector>(builder.Configuration.GetSection("Classifier"));
        builder.Services.AddKeyedBertPrediction<Mail, Vector>("still", options => (options.ModelPath, options.ReloadInterval) = (_saved.Path, TimeSpan.Zero));
        builder.Services.AddHealthChecks().AddBertPrediction<Mail, Vector>().AddBertPrediction<Mail, Vector>("still", name: "still");
        IHost host = builder.Build();
        await host.StartAsync();
        BertPredictor<Mail, Vector> predictor = host.Services.GetRequiredService<BertPredictor<Mail, Vector>>();
        Assert.Equal(_saved.ByMean[3], predictor.Predict(SavedModel.Mails[3]).Features);
        Assert.Equal([("bert-prediction", HealthStatus.Healthy), ("still", HealthStatus.Healthy)], await HealthAsync(host));

        await File.WriteAllTextAsync(_saved.Path, "no model");
        while (predictor.ReloadError == null)
            await Task.Delay(10);
        Assert.Equal([("bert-prediction", HealthStatus.Degraded), ("still", HealthStatus.Healthy)], await HealthAsync(host));
        ((IDisposable)host).Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(new Mail()));
    }

    [Fact]
    public async Task Mistakes_are_told_when_the_host_starts()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBertPrediction<Mail, Vector>("nowhere.zip").AddKeyedBertPrediction<Mail, Vector>("slow", options => (options.ModelPath, options.ReloadInterval) = (_saved.Path, TimeSpan.FromSeconds(-1)));
        using IHost host = builder.Build();
        string message = $"{await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync())}";
        Assert.Contains("nowhere.zip", message, StringComparison.Ordinal);
        Assert.Contains("ReloadInterval", message, StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<BertPredictor<Mail, Vector>>());
    }

    /// <summary>On a machine whose runtime has no GPU.</summary>
    [Fact]
    public void The_GPU_of_the_context_is_an_option()
    {
        BertPredictionOptions Options(bool fallback) => new() { ModelPath = _saved.Path, GpuDeviceId = 0, FallbackToCpu = fallback };
        Assert.Equal("provider.missing", Assert.Throws<BadInputException>(() => new BertPredictor<Mail, Vector>(Options(fallback: false))).Code);
        using BertPredictor<Mail, Vector> predictor = new(Options(fallback: true));
        Assert.Equal(_saved.ByMean[3], predictor.Predict(SavedModel.Mails[3]).Features);
    }

    [Fact]
    public void The_embedded_model_and_a_trainer_are_scored_as_by_a_prediction_engine()
    {
        MLContext ml = new(seed: 1);
        LabelledMail[] mails = [new() { Text = "Win a prize now", Label = "spam" }, new() { Text = "Cheap loans!", Label = "spam" }, new() { Text = "Minutes of Monday", Label = "ham" }, new() { Text = "Lunch at noon?", Label = "ham" }];
        IDataView rows = ml.Data.LoadFromEnumerable(mails);
        ITransformer model = ml.Transforms.Text.FeaturizeBert("Features", "Text").Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy()).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(rows);
        ml.Model.Save(model, rows.Schema, _saved.Path);
        using PredictionEngine<LabelledMail, MailLabel> engine = ml.Model.CreatePredictionEngine<LabelledMail, MailLabel>(model);
        using ServiceProvider services = new ServiceCollection().AddBertPrediction<LabelledMail, MailLabel>(_saved.Path).BuildServiceProvider();
        BertPredictor<LabelledMail, MailLabel> predictor = services.GetRequiredService<BertPredictor<LabelledMail, MailLabel>>();
        LabelledMail[] asked = [new() { Text = "You have won a free holiday" }, new() { Text = "Shall we meet on Tuesday?" }];
        Assert.Equal(["spam", "ham"], predictor.Predict(asked).Select(row => row.PredictedLabel));
        Assert.Equal(asked.Select(mail => engine.Predict(mail).Score), asked.Select(mail => predictor.Predict(mail).Score));
    }

    private static async Task<(string, HealthStatus)[]> HealthAsync(IHost host) =>
        [.. (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Select(entry => (entry.Key, entry.Value.Status)).OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>A row with the label that training needs.</summary>
    public sealed class LabelledMail
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    /// <summary>A prediction.</summary>
    public sealed class MailLabel
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
