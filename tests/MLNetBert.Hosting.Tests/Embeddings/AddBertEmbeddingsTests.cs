using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MLNetBert.Tests;

namespace MLNetBert.HostingTests.Embeddings;

/// <summary>Embeddings from a container.</summary>
public sealed partial class AddBertEmbeddingsTests : IDisposable
{
    private readonly SentenceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_embedded_model_is_one_for_all_and_closed_with_the_container()
    {
        ServiceProvider services = new ServiceCollection().AddBertEmbeddings().BuildServiceProvider();
        BertEmbeddingGenerator generator = services.GetRequiredService<BertEmbeddingGenerator>();
        Assert.Same(generator, services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Equal("all-MiniLM-L6-v2", generator.ModelId);
        using var bert = BertModel.Open();
        Assert.Equal(new BertFeaturizer(bert).Featurize("A cat sleeps."), (await generator.GenerateVectorAsync("A cat sleeps.")).ToArray());
        await services.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["A cat sleeps."]));
        Assert.Throws<ObjectDisposedException>(() => generator.Batcher.Featurizer.Model.HiddenSize);
    }

    [Fact]
    public void Keys_have_models_and_options_of_their_own()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddKeyedBertEmbeddings("short", options => (options.ModelPath, options.TruncateDim, options.ModelId) = (_folder.Path, 8, "tiny"))
            .AddKeyedBertEmbeddings("whole", Section(("ModelPath", _folder.Path), ("Pooling", "cls+max"), ("MaxDelay", "00:00:00.005"), ("Threads", "1"), ("Precision", "float32"), ("Normalize", "true")))
            .BuildServiceProvider();
        BertEmbeddingGenerator first = services.GetRequiredKeyedService<BertEmbeddingGenerator>("short"), second = services.GetRequiredKeyedService<BertEmbeddingGenerator>("whole");
        Assert.Equal((8, "tiny"), (first.Batcher.Featurizer.Dimension, first.ModelId));
        Assert.Equal((64, 1, "cls+max", true), (second.Batcher.Featurizer.Dimension, second.Batcher.Featurizer.Threads, second.Batcher.Featurizer.Pooling.ToString(), second.Batcher.Featurizer.Normalize));
        Assert.Same(second, services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("whole"));
        Assert.Null(services.GetService<BertEmbeddingGenerator>());
        Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<BertEmbeddingGenerator>("other"));
    }

    [Fact]
    public async Task All_mistakes_are_told_when_the_host_starts()
    {
        using IHost host = Host(services => services.AddBertEmbeddings(options =>
        {
            (options.ModelPath, options.Threads, options.MaxQueuedTokens) = (Path.Combine(_folder.Path, "nowhere"), 0, -1);
            (options.Pooling, options.MaxDelay, options.SlowBatch, options.ExecutionProvider) = ("meen", TimeSpan.FromHours(1), TimeSpan.Zero, "gpu");
        }));
        OptionsValidationException mistakes = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.All((string[])["ModelPath", "nowhere", "Threads", "MaxQueuedTokens", "Pooling", "meen", "MaxDelay", "SlowBatch", "ExecutionProvider", "choose cpu, cuda"], name => Assert.Contains(name, mistakes.Message, StringComparison.Ordinal));
        Assert.Equal(7, mistakes.Failures.Count());
    }

    /// <summary>On a machine whose runtime has no other than the CPU.</summary>
    [Fact]
    public void An_execution_provider_is_an_option()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddKeyedBertEmbeddings("strict", Section(("ModelPath", _folder.Path), ("ExecutionProvider", "openvino")))
            .AddKeyedBertEmbeddings("lenient", Section(("ModelPath", _folder.Path), ("ExecutionProvider", "openvino"), ("ExecutionProviderOptions:device_type", "CPU"), ("FallbackToCpu", "true")))
            .BuildServiceProvider();
        Assert.Equal("provider.missing", Assert.Throws<BadInputException>(() => services.GetRequiredKeyedService<BertEmbeddingGenerator>("strict")).Code);
        BertModel model = services.GetRequiredKeyedService<BertEmbeddingGenerator>("lenient").Batcher.Featurizer.Model;
        Assert.Equal(("openvino (device_type=CPU)", "cpu"), (model.Options.ExecutionProvider.ToString(), model.ExecutionProvider.Name));
        Assert.Contains("Intel.ML.OnnxRuntime.OpenVino", model.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_no_option_is_a_mistake()
    {
        using IHost host = Host(services => services.AddBertEmbeddings(Section(("ModelPath", _folder.Path), ("MaxQueuedToken", "5"))));
        Assert.Contains("MaxQueuedToken", (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_is_opened_when_the_host_starts_and_one_that_cannot_be_is_told()
    {
        LogLines lines = new();
        using (IHost host = Host(services => services.AddBertEmbeddings(options => options.ModelPath = _folder.Path).AddHealthChecks().AddBertEmbeddings(), lines))
        {
            await host.StartAsync();
            Assert.StartsWith("Opened the model", Assert.Single(lines.Of(LogLevel.Information)), StringComparison.Ordinal);
            HealthReportEntry health = await Health(host);
            Assert.Equal((HealthStatus.Healthy, 32), (health.Status, health.Data["dimension"]));
            host.Services.GetRequiredService<BertEmbeddingGenerator>().Batcher.Featurizer.Model.Dispose();
            Assert.Equal(HealthStatus.Unhealthy, (await Health(host)).Status);
        }

        File.WriteAllText(_folder.At("model.onnx"), "no graph");
        using IHost damaged = Host(services => services.AddBertEmbeddings(options => options.ModelPath = _folder.Path).AddHealthChecks().AddBertEmbeddings());
        Assert.Contains("model.onnx", (await Assert.ThrowsAsync<BadInputException>(() => damaged.StartAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Unhealthy, (await Health(damaged)).Status);
    }

    [Fact]
    public async Task Notes_cuts_and_slow_batches_are_logged()
    {
        // Not as many as the embedding table has rows: that is a note.
        _folder.Write("config.json", VocabularySize().Replace(File.ReadAllText(_folder.At("config.json")), "\"vocab_size\": 9999"));
        LogLines lines = new();
        using IHost host = Host(services => services.AddBertEmbeddings(options => (options.ModelPath, options.MaxLength, options.SlowBatch) = (_folder.Path, 8, TimeSpan.FromTicks(1))), lines);
        BertEmbeddingGenerator generator = host.Services.GetRequiredService<BertEmbeddingGenerator>();
        string @long = string.Concat(Enumerable.Repeat("the fox ", 20));
        for (int i = 0; i < 9; i++)
            await generator.GenerateAsync([@long, "the fox"]);
        string[] warnings = lines.Of(LogLevel.Warning);
        Assert.Equal([1, 2, 4, 8], warnings.Where(line => line.Contains("were cut", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[0])));
        Assert.Contains(warnings, line => line.StartsWith("A batch of 1 texts of 8 tokens took", StringComparison.Ordinal));
        Assert.Contains("vocab_size is 9999", Assert.Single(warnings, line => line.StartsWith($"{generator.ModelId}: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [GeneratedRegex("\"vocab_size\": [0-9]+")]
    private static partial Regex VocabularySize();

    private static async Task<HealthReportEntry> Health(IHost host) => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Values.Single();

    private static IConfigurationSection Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"Bert:{pair.Key}", (string?)pair.Value))).Build().GetSection("Bert");

    private static IHost Host(Action<IServiceCollection> add, LogLines? lines = null)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        if (lines != null)
            builder.Logging.AddProvider(lines);
        add(builder.Services);
        return builder.Build();
    }
}
