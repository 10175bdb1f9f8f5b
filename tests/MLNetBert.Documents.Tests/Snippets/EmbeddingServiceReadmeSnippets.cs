using System.ClientModel;
using EmbeddingService;
using Microsoft.AspNetCore.Builder;
using OpenAI;
using OpenAI.Embeddings;

namespace Documents.Snippets;

/// <summary>The examples of samples/EmbeddingService, run.</summary>
[Collection("Console")]
public class EmbeddingServiceReadmeSnippets
{
    [Fact]
    public async Task The_official_client_asks()
    {
        await using WebApplication service = EmbeddingApp.Build(["--urls", "http://127.0.0.1:0"]);
        await service.StartAsync();
        using var said = new Said();
        string address = $"{service.Urls.Single()}/v1";
        #region openai
        var client = new EmbeddingClient("all-MiniLM-L6-v2", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(address) });
        OpenAIEmbeddingCollection vectors = client.GenerateEmbeddings(["A cat sleeps.", "The kitten naps."]);
        Console.WriteLine($"{vectors[0].ToFloats().Length} dimensions, {vectors.Usage.InputTokenCount} tokens");
        #endregion
        Assert.StartsWith("384 dimensions", said.ToString(), StringComparison.Ordinal);
    }
}
