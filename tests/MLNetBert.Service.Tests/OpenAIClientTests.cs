using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.InteropServices;
using OpenAI;
using OpenAI.Embeddings;
using OpenAI.Models;

namespace MLNetBert.Tests.Service;

/// <summary>The official OpenAI package asks the service, and gets what it understands.</summary>
public sealed class OpenAIClientTests(OpenAIClientTests.Served served) : IClassFixture<OpenAIClientTests.Served>
{
    private static readonly string[] Texts = ["A cat sleeps on the sofa.", "The kitten naps on the couch.", "Share prices fell sharply on Monday.", "A cat sleeps on the sofa.", "naïve 東京 🚀"];

    private readonly EmbeddingClient _client = new("text-embedding-3-small", new ApiKeyCredential("none is asked for"), new OpenAIClientOptions { Endpoint = new Uri(served.Service.Address, "v1") });

    [Fact]
    public async Task A_batch_has_the_featurizers_bits_and_its_tokens_are_counted()
    {
        OpenAIEmbeddingCollection answer = await _client.GenerateEmbeddingsAsync(Texts);
        Equal(Texts.Select(served.Featurizer.Featurize), answer);
        int tokens = Texts.Sum(text => served.Model.Tokenizer.Encode(text).Ids.Length);
        Assert.Equal((tokens, tokens, "all-MiniLM-L6-v2"), (answer.Usage.InputTokenCount, answer.Usage.TotalTokenCount, answer.Model));
        Assert.Equal(Enumerable.Range(0, Texts.Length), answer.Select(embedding => embedding.Index));
    }

    [Fact]
    public async Task One_text_has_the_bits_that_it_has_in_a_batch()
    {
        OpenAIEmbedding one = await _client.GenerateEmbeddingAsync(Texts[1]);
        Assert.Equal(Bits(served.Featurizer.Featurize(Texts[1])), Bits(one.ToFloats().ToArray()));
    }

    [Theory]
    [InlineData("float")]
    [InlineData("base64")]
    public async Task Both_encodings_read_back_to_the_same_bits(string encoding)
    {
        ClientResult answer = await _client.GenerateEmbeddingsAsync(BinaryContent.Create(BinaryData.FromObjectAsJson(new { model = "any", input = Texts, encoding_format = encoding, user = "somebody" })));
        Assert.Equal(encoding == "float", answer.GetRawResponse().Content.ToString().Contains("\"embedding\":[", StringComparison.Ordinal));
        Equal(Texts.Select(served.Featurizer.Featurize), ModelReaderWriter.Read<OpenAIEmbeddingCollection>(answer.GetRawResponse().Content)!);
    }

    [Fact]
    public async Task Fewer_dimensions_are_the_first_scaled_to_unit_length()
    {
        BertFeaturizer cut = new(served.Model, new FeaturizerOptions { TruncateDim = 64 });
        OpenAIEmbeddingCollection answer = await _client.GenerateEmbeddingsAsync(Texts, new EmbeddingGenerationOptions { Dimensions = 64 });
        Equal(Texts.Select(cut.Featurize), answer);
        Assert.All(answer, embedding => Assert.Equal(1, embedding.ToFloats().ToArray().Sum(value => (double)value * value), 1e-5));
    }

    [Fact]
    public async Task Many_callers_at_once_get_the_bits_of_one()
    {
        string[] many = [.. Enumerable.Range(0, 200).Select(i => $"{Texts[i % Texts.Length]} {i}")];
        OpenAIEmbedding[] answers = await Task.WhenAll(many.Select(async text => (await _client.GenerateEmbeddingAsync(text)).Value));
        Assert.Equal(many.Select(text => Bits(served.Featurizer.Featurize(text))), answers.Select(embedding => Bits(embedding.ToFloats().ToArray())));
    }

    [Fact]
    public async Task Its_sentences_arrive_with_the_clients_exception()
    {
        ClientResultException refused = await Assert.ThrowsAsync<ClientResultException>(() => _client.GenerateEmbeddingsAsync(Texts, new EmbeddingGenerationOptions { Dimensions = 385 }));
        Assert.Equal(400, refused.Status);
        Assert.Contains("dimensions is 385; a whole number from 1 to 384 is expected.", refused.Message, StringComparison.Ordinal);
        ClientResultException tokens = await Assert.ThrowsAsync<ClientResultException>(() => _client.GenerateEmbeddingsAsync([(ReadOnlyMemory<int>)new[] { 101, 102 }]));
        Assert.Contains("token ids are not taken", tokens.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed()
    {
        OpenAIModelClient models = new(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(served.Service.Address, "v1") });
        OpenAIModel model = Assert.Single((await models.GetModelsAsync()).Value);
        Assert.Equal(("all-MiniLM-L6-v2", "mlnetbert"), (model.Id, model.OwnedBy));
        Assert.Equal(model.CreatedAt, (await models.GetModelAsync("all-MiniLM-L6-v2")).Value.CreatedAt);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => models.GetModelAsync("gpt-5"))).Status);
    }

    private static void Equal(IEnumerable<float[]> expected, IEnumerable<OpenAIEmbedding> answered) =>
        Assert.Equal(expected.Select(Bits), answered.Select(embedding => Bits(embedding.ToFloats().ToArray())));

    private static int[] Bits(float[] vector) => MemoryMarshal.Cast<float, int>(vector).ToArray();

    /// <summary>A service, and the same model beside it.</summary>
    public sealed class Served : IAsyncDisposable
    {
        public Served() => Featurizer = new BertFeaturizer(Model);

        public RunningService Service { get; } = new();

        public BertModel Model { get; } = BertModel.Open();

        public BertFeaturizer Featurizer { get; }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            Model.Dispose();
        }
    }
}
