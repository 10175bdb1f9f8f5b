using System.Net.Http.Json;
using System.Text.Json;
using EmbeddingService;
using Microsoft.AspNetCore.Builder;

namespace MLNetBert.Tests.Service;

/// <summary>The sample in this process, on a socket of its own.</summary>
public class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <summary>With the model inside.</summary>
    public RunningService()
        : this([])
    {
    }

    private RunningService(string[] args)
    {
        _app = EmbeddingApp.Build(["--urls", "http://127.0.0.1:0", "--Service:DrainDelay", "0", .. args]);
        _app.StartAsync().GetAwaiter().GetResult();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    /// <summary>With other options, such as --Service:MaxInputs 3.</summary>
    public static RunningService With(params string[] args) => new(args);

    /// <summary>With a tiny model, which opens at once.</summary>
    public static RunningService Tiny(params string[] args) => new(["--Bert:ModelPath", TinyModel.Folder, .. args]);

    public Task<HttpResponseMessage> EmbedAsync(object body, CancellationToken cancellation = default) => Client.PostAsJsonAsync("v1/embeddings", body, cancellation);

    /// <summary>The fields message, type, param and code of an error, which has OpenAI's shape.</summary>
    public static async Task<Dictionary<string, string?>> ErrorAsync(HttpResponseMessage response)
    {
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Dictionary<string, string?> error = answer.GetProperty("error").Deserialize<Dictionary<string, string?>>()!;
        Assert.Equal(["code", "message", "param", "type"], error.Keys.Order(StringComparer.Ordinal));
        return error;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
