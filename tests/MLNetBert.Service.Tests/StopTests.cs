using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace MLNetBert.Tests.Service;

/// <summary>SIGTERM while many ask: who was taken is answered.</summary>
public sealed class StopTests
{
    [Fact]
    public Task Nobody_is_left_without_an_answer() =>
        StopAsync(8, TimeSpan.FromSeconds(0.5), "--Bert:ModelPath", TinyModel.Folder, "--Service:DrainDelay", "00:00:00.3");

    [Fact]
    [Trait("Category", "Long")]
    public Task Nobody_of_many_is_left_without_an_answer() =>
        StopAsync(256, TimeSpan.FromSeconds(5), "--Bert:MaxQueuedTokens", "1000", "--Service:DrainDelay", "00:00:03");

    [Fact]
    public async Task Health_says_that_it_stops_while_requests_are_still_answered()
    {
        if (OperatingSystem.IsWindows())
            return;
        using ServiceProcess service = await ServiceProcess.StartAsync("--Bert:ModelPath", TinyModel.Folder, "--Service:DrainDelay", "00:00:02");
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("healthz")).StatusCode);
        Assert.Null((await client.PostAsJsonAsync("v1/embeddings", new { input = "a" })).Headers.ConnectionClose);
        service.Terminate();
        while ((await client.GetAsync("healthz")).StatusCode == HttpStatusCode.OK)
            await Task.Delay(10);
        HttpResponseMessage late = await client.PostAsJsonAsync("v1/embeddings", new { input = "a" });
        Assert.Equal((HttpStatusCode.OK, true), (late.StatusCode, late.Headers.ConnectionClose));
        Assert.Equal(0, await service.EndAsync());
    }

    [Theory]
    [InlineData("--Service:MaxInputs", "0")]
    [InlineData("--Bert:ModelPath", "no/such/folder")]
    public async Task A_mistake_ends_the_start_with_a_sentence(string option, string value)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "EmbeddingService.dll"), "--urls", "http://127.0.0.1:0", option, value]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        string sentence = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(value, sentence, StringComparison.Ordinal);
        Assert.Single(sentence.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("Now listening", await said, StringComparison.Ordinal);
    }

    private static async Task StopAsync(int callers, TimeSpan before, params string[] args)
    {
        if (OperatingSystem.IsWindows())
            return;
        using ServiceProcess service = await ServiceProcess.StartAsync(args);
        BareClient[] clients = [.. Enumerable.Range(0, callers).Select(i => new BareClient(service.Port, $$"""{"input": "{{string.Join(' ', Enumerable.Repeat("fox", i % 20))}} {{i}}"}"""))];
        var asking = Task.WhenAll(clients.Select(client => Task.Run(client.AskAsync)));
        await Task.Delay(before);
        Assert.False(asking.IsCompleted, service.Said);
        service.Terminate();

        Assert.Equal(0, await service.EndAsync());
        await asking;
        Assert.Equal(0, clients.Sum(client => client.Lost));
        Assert.All(clients.SelectMany(client => client.Answered.Keys), status => Assert.True(status is "200" or "429", status));
        int answered = clients.Sum(client => client.Answered.Values.Sum());
        Assert.Contains(clients, client => client.Answered.ContainsKey("200"));
        // What the service says that it took, its callers have.
        Assert.Contains($"Stopped: {answered} requests were taken and {answered} answered.", service.Said, StringComparison.Ordinal);
    }
}
