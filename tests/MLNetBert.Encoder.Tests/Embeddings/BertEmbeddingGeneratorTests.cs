using Microsoft.Extensions.AI;

namespace MLNetBert.Tests.Embeddings;

/// <summary>A model as Microsoft.Extensions.AI takes it.</summary>
public sealed class BertEmbeddingGeneratorTests : IDisposable
{
    private static readonly string[] Texts = ["the quick brown fox", "", "hello world", "the quick brown fox"];

    private readonly SentenceFolder _folder = new SentenceFolder().Prompts("""{"prompts": {"query": "hello ", "document": ""}}""");
    private readonly BertModel _model;

    public BertEmbeddingGeneratorTests() => _model = _folder.Open();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Vectors_are_the_featurizers_in_order_and_tokens_are_counted()
    {
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model));
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Texts);
        Assert.Equal(new BertFeaturizer(_model).Featurize(Texts), embeddings.Select(embedding => embedding.Vector.ToArray()));
        int tokens = Texts.Sum(text => _model.Tokenizer.Encode(text).Ids.Length);
        Assert.Equal((tokens, tokens), ((int)embeddings.Usage!.InputTokenCount!, (int)embeddings.Usage.TotalTokenCount!));
        Assert.All(embeddings, embedding => Assert.Equal(generator.ModelId, embedding.ModelId));
        Assert.Empty(await generator.GenerateAsync([]));
    }

    [Fact]
    public async Task Options_cut_vectors_and_give_prompts()
    {
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model));
        Assert.Equal(
            new BertFeaturizer(_model, new FeaturizerOptions { TruncateDim = 8 }).Featurize("the fox"),
            (await generator.GenerateVectorAsync("the fox", new EmbeddingGenerationOptions { Dimensions = 8 })).ToArray());
        float[] asked = new BertFeaturizer(_model).Featurize(new TextInput("the fox") { Prompt = "hello " });
        Assert.Equal(asked, await WithAsync("prompt", "hello "));
        Assert.Equal(asked, await WithAsync("prompt_name", "query"));
        BadInputException none = await Assert.ThrowsAsync<BadInputException>(() => WithAsync("prompt_name", "qwery"));
        Assert.Contains("query", none.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BadInputException>(() => generator.GenerateAsync(["x"], new EmbeddingGenerationOptions { Dimensions = 1000 }));
        ArgumentException other = await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["x"], new EmbeddingGenerationOptions { ModelId = "text-embedding-3-small" }));
        Assert.Contains(generator.ModelId, other.Message, StringComparison.Ordinal);

        async Task<float[]> WithAsync(string key, string value) =>
            (await generator.GenerateVectorAsync("the fox", new EmbeddingGenerationOptions { AdditionalProperties = new() { [key] = value } })).ToArray();
    }

    [Fact]
    public async Task A_folders_truncated_dimension_and_prompt_count_unless_a_call_says_otherwise()
    {
        using SentenceFolder folder = new SentenceFolder().Prompts("""{"prompts": {"query": "hello "}, "default_prompt_name": "query", "truncate_dim": 12}""");
        using BertModel model = folder.Open();
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(model));
        Assert.Equal(12, ((EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelDimensions);
        Assert.Equal(new BertFeaturizer(_model, new FeaturizerOptions { TruncateDim = 12 }).Featurize("hello the fox"), (await generator.GenerateVectorAsync("the fox")).ToArray());
        Assert.Equal(
            new BertFeaturizer(_model, new FeaturizerOptions { TruncateDim = 20 }).Featurize("the fox"),
            (await generator.GenerateVectorAsync("the fox", new EmbeddingGenerationOptions { Dimensions = 20, AdditionalProperties = new() { ["prompt"] = "" } })).ToArray());
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["x"], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["prompt"] = 7 } }));
    }

    [Fact]
    public async Task A_call_is_given_up_while_it_waits()
    {
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxDelay = TimeSpan.FromMinutes(1) });
        using CancellationTokenSource stop = new();
        Task<GeneratedEmbeddings<Embedding<float>>> call;
        do
        {
            // Texts of several lengths keep each other waiting for company, unless each finds itself alone.
            call = generator.GenerateAsync(["fox", "the fox", "the quick fox", "the quick brown fox"], cancellationToken: stop.Token);
            await Task.Delay(50, CancellationToken.None);
        }
        while (call.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(0, generator.Batcher.WaitingTexts);
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_batches_and_have_their_own_order()
    {
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model));
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => string.Join(' ', Enumerable.Repeat("fox", i % 9)) + $" {i % 5}")];
        float[][] expected = new BertFeaturizer(_model).Featurize(texts);
        GeneratedEmbeddings<Embedding<float>>[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => generator.GenerateAsync(texts))));
        Assert.All(all, embeddings => Assert.Equal(expected, embeddings.Select(embedding => embedding.Vector.ToArray())));
    }

    [Fact]
    public void It_tells_what_it_is()
    {
        using IEmbeddingGenerator<string, Embedding<float>> generator = new BertEmbeddingGenerator(new BertFeaturizer(_model));
        EmbeddingGeneratorMetadata metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("mlnetbert", Path.GetFileName(_folder.Path), 32), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(_model, generator.GetService<BertModel>());
        Assert.Same(generator.GetService<BertEmbeddingGenerator>()!.Batcher.Featurizer, generator.GetService<BertFeaturizer>());
        Assert.Equal(new BertFeaturizer(_model).Fingerprint, generator.GetService<ModelFingerprint>());
        Assert.Null(generator.GetService(typeof(BertModel), "key"));
        Assert.Null(generator.GetService<IChatClient>());
    }

    [Fact]
    public async Task A_call_that_was_begun_is_not_refused()
    {
        string[] many = [.. Enumerable.Range(0, 2_200).Select(i => string.Join(' ', Enumerable.Repeat("fox", i % 13)))];
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxQueuedTokens = 50 });
        Assert.Equal(new BertFeaturizer(_model).Featurize(many), (await generator.GenerateAsync(many)).Select(embedding => embedding.Vector.ToArray()));
    }

    [Fact]
    public async Task Calls_are_given_up_and_mistakes_end_them()
    {
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model, new FeaturizerOptions { MaxLength = 8, RefuseLonger = true }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Texts, cancellationToken: new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["x", null!]));
        await Assert.ThrowsAsync<BadInputException>(() => generator.GenerateAsync(["x", string.Concat(Enumerable.Repeat("the fox ", 20)), "y"]));
        Assert.Equal(0, generator.Batcher.WaitingTexts);
    }

    [Fact]
    public async Task The_model_is_closed_only_if_it_is_its_own()
    {
        using var model = BertModel.Open(_folder.Path);
        new BertEmbeddingGenerator(new BertFeaturizer(model)).Dispose();
        Assert.Equal(32, model.HiddenSize);
        await new BertEmbeddingGenerator(new BertFeaturizer(model), ownsModel: true).DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => model.HiddenSize);
    }
}
