using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MLNetBert.Tests.Embeddings;

/// <summary>A generator under the middlewares of Microsoft.Extensions.AI.</summary>
public sealed class MiddlewareTests : IDisposable
{
    private static readonly string[] Texts = ["the quick brown fox", "hello world", "the quick brown fox"];

    private readonly SentenceFolder _folder = new();
    private readonly BertModel _model;
    private readonly BertEmbeddingGenerator _generator;
    private readonly MemoryDistributedCache _cache = new(Options.Create(new MemoryDistributedCacheOptions()));

    public MiddlewareTests()
    {
        _model = _folder.Open();
        _generator = new BertEmbeddingGenerator(new BertFeaturizer(_model));
    }

    public void Dispose()
    {
        _generator.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_cache_gives_the_same_bits_and_runs_no_text_twice()
    {
        IEmbeddingGenerator<string, Embedding<float>> cached = Cached(_generator);
        float[][] expected = Vectors(await _generator.GenerateAsync(Texts));
        long before = _generator.Batcher.Featurizer.Statistics.Rows;
        Assert.Equal(expected, Vectors(await cached.GenerateAsync(Texts)));
        long run = _generator.Batcher.Featurizer.Statistics.Rows - before;
        Assert.InRange(run, 2, 3);
        Assert.Equal(expected, Vectors(await cached.GenerateAsync(Texts)));
        Assert.Equal(run, _generator.Batcher.Featurizer.Statistics.Rows - before);
    }

    [Fact]
    public async Task Two_models_and_two_options_share_a_cache_and_no_entry()
    {
        using SentenceFolder other = new();
        other.Pooling("max");
        using BertModel model = other.Open();
        using var layer = BertModel.Open(_folder.Path, new BertModelOptions { HiddenLayer = -2 });
        using BertEmbeddingGenerator max = new(new BertFeaturizer(model)), second = new(new BertFeaturizer(layer)), scaled = new(new BertFeaturizer(_model, new FeaturizerOptions { Normalize = true }));
        BertEmbeddingGenerator[] all = [_generator, max, second, scaled];
        List<float[]> cached = [];
        foreach (BertEmbeddingGenerator generator in all)
        {
            float[] vector = (await Cached(generator).GenerateVectorAsync("the quick brown fox")).ToArray();
            Assert.Equal(generator.Batcher.Featurizer.Featurize("the quick brown fox"), vector);
            cached.Add(vector);
        }

        Assert.Equal(all.Length, cached.Select(vector => string.Join(' ', vector)).Distinct().Count());
        // Without the fingerprint, the second would have got what the first had put in.
        float[] first = (await Plain(_generator).GenerateVectorAsync("hello world")).ToArray();
        Assert.Equal(first, (await Plain(max).GenerateVectorAsync("hello world")).ToArray());
    }

    [Fact]
    public async Task A_folder_that_was_copied_finds_what_is_cached()
    {
        using SentenceFolder copy = new();
        using BertModel model = copy.Open();
        using BertEmbeddingGenerator again = new(new BertFeaturizer(model));
        await Cached(_generator).GenerateAsync(Texts);
        await Cached(again).GenerateAsync(Texts);
        Assert.Equal(0, again.Batcher.Featurizer.Statistics.Rows);
    }

    [Fact]
    public async Task Precisions_of_the_embedded_model_share_no_entry()
    {
        using BertModel single = BertModel.Open(), eight = BertModel.Open(options: new BertModelOptions { Precision = ModelPrecision.Int8 });
        using BertEmbeddingGenerator a = new(new BertFeaturizer(single)), b = new(new BertFeaturizer(eight));
        foreach (BertEmbeddingGenerator generator in (BertEmbeddingGenerator[])[a, b])
            Assert.Equal(generator.Batcher.Featurizer.Featurize("hello world"), (await Cached(generator).GenerateVectorAsync("hello world")).ToArray());
    }

    [Fact]
    public async Task Options_are_part_of_the_cached_key()
    {
        IEmbeddingGenerator<string, Embedding<float>> cached = Cached(_generator);
        Assert.Equal(32, (await cached.GenerateVectorAsync("the fox")).Length);
        Assert.Equal(8, (await cached.GenerateVectorAsync("the fox", new EmbeddingGenerationOptions { Dimensions = 8 })).Length);
        float[] prompted = (await cached.GenerateVectorAsync("the fox", new EmbeddingGenerationOptions { AdditionalProperties = new() { ["prompt"] = "hello " } })).ToArray();
        Assert.Equal(_generator.Batcher.Featurizer.Featurize(new TextInput("the fox") { Prompt = "hello " }), prompted);
    }

    [Fact]
    public async Task Logs_and_traces_say_what_was_asked()
    {
        using Recorder log = new();
        ConcurrentBag<Activity> traces = [];
        using ActivityListener listener = new() { ShouldListenTo = source => source.Name == "tests", Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = traces.Add };
        ActivitySource.AddActivityListener(listener);
        IEmbeddingGenerator<string, Embedding<float>> generator = _generator.AsBuilder().UseLogging(log).UseOpenTelemetry(sourceName: "tests").Build();
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Texts);
        Assert.Equal(Vectors(await _generator.GenerateAsync(Texts)), Vectors(embeddings));
        Assert.Contains(log.Lines, line => line.Contains("GenerateAsync", StringComparison.Ordinal));
        Activity trace = Assert.Single(traces);
        Assert.Equal($"embeddings {_generator.ModelId}", trace.DisplayName);
        Assert.Equal(("embeddings", "mlnetbert"), (trace.GetTagItem("gen_ai.operation.name"), trace.GetTagItem("gen_ai.provider.name")));
        Assert.Equal((int)embeddings.Usage!.InputTokenCount!, Convert.ToInt32(trace.GetTagItem("gen_ai.usage.input_tokens"), System.Globalization.CultureInfo.InvariantCulture));

        // What stands beneath them is still to be had, and mistakes come through.
        Assert.Same(_generator, generator.GetService<BertEmbeddingGenerator>());
        Assert.Same(_model, generator.GetService<BertModel>());
        Assert.Equal(32, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["x", null!]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Texts, cancellationToken: new CancellationToken(canceled: true)));
    }

    private IEmbeddingGenerator<string, Embedding<float>> Cached(BertEmbeddingGenerator generator) =>
        generator.AsBuilder().UseDistributedCache(_cache, caching => caching.CacheKeyAdditionalValues = [generator.Fingerprint.Value]).Build();

    private IEmbeddingGenerator<string, Embedding<float>> Plain(BertEmbeddingGenerator generator) => generator.AsBuilder().UseDistributedCache(_cache).Build();

    private static float[][] Vectors(GeneratedEmbeddings<Embedding<float>> embeddings) => [.. embeddings.Select(embedding => embedding.Vector.ToArray())];

    private sealed class Recorder : ILoggerFactory, ILogger
    {
        public ConcurrentBag<string> Lines { get; } = [];

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
