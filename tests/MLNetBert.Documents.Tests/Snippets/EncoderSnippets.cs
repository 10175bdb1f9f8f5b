using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using MLNetBert;

namespace Documents.Snippets;

/// <summary>The snippets of docs/encoder.md.</summary>
public class EncoderSnippets
{
    [Fact]
    public void Hidden_layers()
    {
        #region hidden-layers
        using var bert = BertModel.Open(options: new() { HiddenLayer = -2 });
        float[] features = new BertFeaturizer(bert).Featurize("The layer before the last.");

        // The last four, averaged, or joined into vectors four times as long.
        using var averaged = BertModel.Open(options: new() { HiddenLayer = HiddenLayers.Average(-4, -3, -2, -1) });
        using var joined = BertModel.Open(options: new() { HiddenLayer = HiddenLayers.Concatenate(-4, -3, -2, -1) });
        #endregion
        Assert.Equal(384, features.Length);
        Assert.Equal(384, averaged.HiddenSize);
        Assert.Equal(4 * 384, new BertFeaturizer(joined).Featurize("Long.").Length);
    }

    [Fact]
    public void Several_layers_of_one_model()
    {
        #region views
        using var bert = BertModel.Open();
        BertModel fourth = bert.WithHiddenLayer(4);     // shares tokenizer and graph, and is closed with bert
        float[] features = new BertFeaturizer(fourth).Featurize("The fourth layer.");
        #endregion
        using var alone = BertModel.Open(options: new() { HiddenLayer = 4 });
        Assert.Equal(new BertFeaturizer(alone).Featurize("The fourth layer."), features);
    }

    [Fact]
    public void Long_calls()
    {
        string[] texts = ["A cat sleeps on the sofa.", "The kitten naps on the couch."];
        using var stop = new CancellationTokenSource();
        #region long-calls
        using var bert = BertModel.Open();
        var featurizer = new BertFeaturizer(bert);
        float[][] rows = featurizer.Featurize(texts, new Progress<long>(done => Console.Write($"\r{done} texts")), stop.Token);
        #endregion
        Assert.Equal([384, 384], rows.Select(row => row.Length));
    }

    [Fact]
    public async Task Many_callers()
    {
        using var stop = new CancellationTokenSource();
        #region batcher
        using var bert = BertModel.Open();
        using var batcher = new BertBatcher(new BertFeaturizer(bert), new() { MaxQueuedTokens = 20_000 });
        float[] features = await batcher.FeaturizeAsync("A cat sleeps on the sofa.", deadline: TimeSpan.FromMinutes(1), stop.Token);
        #endregion
        Assert.Equal(new BertFeaturizer(bert).Featurize("A cat sleeps on the sofa."), features);
        string[] texts = ["A cat sleeps on the sofa.", "Share prices fell."];
        #region generator
        using var generator = new BertEmbeddingGenerator(new BertFeaturizer(bert));
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(texts, new() { Dimensions = 128 });
        Console.WriteLine($"{embeddings.Count} vectors of {embeddings.Usage!.InputTokenCount} tokens, by {generator.ModelId}");
        #endregion
        Assert.Equal([128, 128], embeddings.Select(embedding => embedding.Vector.Length));
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        #region generator-cache
        IEmbeddingGenerator<string, Embedding<float>> cached = generator.AsBuilder()
            .UseDistributedCache(cache, caching => caching.CacheKeyAdditionalValues = [generator.Fingerprint.Value])
            .Build();
        #endregion
        Assert.Equal(new BertFeaturizer(bert).Featurize(texts[0]), (await cached.GenerateVectorAsync(texts[0])).ToArray());
    }

    [Fact]
    public void Verifying()
    {
        string[] texts = ["A cat sleeps on the sofa.", "The kitten naps on the couch.", "Share prices fell."];
        using var bert = BertModel.Open();
        #region verify
        VerificationResult<string> result = new BertVerifier(new BertFeaturizer(bert)).Run(texts);
        Console.WriteLine(result.Exact ? "The features are the same bits in any company." : "They are not.");
        foreach (WayResult<string> way in result.Ways)
            Console.WriteLine($"{way.Way.Kind}: {way.Differing} of {way.Texts} texts differ");
        #endregion
        Assert.True(result.Exact);
        Assert.Equal(3, result.Texts);
    }

    [Fact]
    public void A_fingerprint()
    {
        using var bert = BertModel.Open();
        #region fingerprint
        string key = new BertFeaturizer(bert).Fingerprint.Value;       // a format number, ":", and a SHA-256
        #endregion
        Assert.Equal(key, new BertFeaturizer(bert).Fingerprint.Value);
        Assert.NotEqual(key, new BertFeaturizer(bert, new() { Pooling = PoolingMode.Cls }).Fingerprint.Value);
    }

    [Fact]
    public void Word_embeddings()
    {
        #region word-embeddings
        using var bert = BertModel.Open(options: new() { InputsEmbeds = true });
        int[] good = bert.Tokenizer.Encode("A good film.").Ids, bad = bert.Tokenizer.Encode("A bad film.").Ids;

        // Half-way between two texts of equal length.
        float[] mixed = bert.WordEmbeddings(good), other = bert.WordEmbeddings(bad);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = (mixed[i] + other[i]) / 2;
        BertOutput output = bert.RunEmbeddings(mixed, default, default, batch: 1, sequence: good.Length);
        float[] features = new float[bert.HiddenSize];
        bert.DefaultPooling.Pool(output.TokenVectors, default, bert.HiddenSize, bert.DefaultNormalize, features);
        #endregion
        BertFeaturizer featurizer = new(bert);
        float Cosine(string text) => featurizer.Featurize(text).Zip(features, (a, b) => a * b).Sum();
        Assert.Equal(1, features.Sum(value => value * value), 1e-5f);
        Assert.True(Cosine("A good film.") > Cosine("Share prices fell."));
        Assert.True(Cosine("A bad film.") > Cosine("Share prices fell."));
    }
}
