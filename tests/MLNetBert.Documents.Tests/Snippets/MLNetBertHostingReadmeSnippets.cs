using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Documents.Snippets;

/// <summary>The example of the package MLNetBert.Hosting, run.</summary>
public class MLNetBertHostingReadmeSnippets
{
    [Fact]
    public async Task Embeddings_from_a_host()
    {
        #region hosting
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddBertEmbeddings(options => options.MaxQueuedTokens = 20_000);
        builder.Services.AddHealthChecks().AddBertEmbeddings();
        using IHost host = builder.Build();
        await host.StartAsync();
        var embeddings = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        ReadOnlyMemory<float> vector = await embeddings.GenerateVectorAsync("A cat sleeps on the sofa.");
        Console.WriteLine($"{vector.Length} dimensions");       // 384 dimensions
        #endregion
        Assert.Equal(384, vector.Length);
    }
}
