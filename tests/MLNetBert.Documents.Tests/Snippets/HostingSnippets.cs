using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.ML;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The snippets of docs/hosting.md.</summary>
public class HostingSnippets
{
    [Fact]
    public async Task Embeddings_and_predictions()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Bert:MaxLength", "64")]);
        #region embeddings
        builder.Services.AddBertEmbeddings(builder.Configuration.GetSection("Bert"));
        builder.Services.AddKeyedBertEmbeddings("short", options => options.TruncateDim = 128);
        builder.Services.AddHealthChecks().AddBertEmbeddings().AddBertEmbeddings("short", name: "bert-short");
        #endregion

        MLContext ml = new(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable([new Mail { Text = "Win a prize now" }]);
        ml.Model.Save(ml.Transforms.Text.FeaturizeBert("Features", "Text").Fit(rows), rows.Schema, "classifier.zip");
        #region predictions
        builder.Services.AddBertPrediction<Mail, MailLabel>("classifier.zip");
        builder.Services.AddHealthChecks().AddBertPrediction<Mail, MailLabel>();
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal(64, host.Services.GetRequiredService<BertEmbeddingGenerator>().Batcher.Featurizer.MaxLength);
        Assert.Equal(128, host.Services.GetRequiredKeyedService<BertEmbeddingGenerator>("short").Batcher.Featurizer.Dimension);
        Assert.Equal(384, host.Services.GetRequiredService<BertPredictor<Mail, MailLabel>>().Predict(new Mail { Text = "Lunch at noon?" }).Features.Length);
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal((3, HealthStatus.Healthy), (health.Entries.Count, health.Status));
    }

    /// <summary>A row.</summary>
    public sealed class Mail
    {
        public string Text { get; set; } = "";
    }

    /// <summary>What is said of it.</summary>
    public sealed class MailLabel
    {
        public float[] Features { get; set; } = [];
    }
}
