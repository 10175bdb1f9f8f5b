using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace MLNetBert.Tests.Service;

/// <summary>More than the service can do is refused in time, and leaves nothing behind.</summary>
public sealed class LoadTests
{
    private static readonly string[] Much = [.. Enumerable.Range(0, 1_000).Select(i => string.Join(' ', Enumerable.Repeat($"{i}", 300)))];

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        await using var service = RunningService.With("--Bert:MaxQueuedTokens", "100", "--Service:MaxTokens", "1000000");
        BertBatcher batcher = service.Services.GetRequiredService<BertEmbeddingGenerator>().Batcher;
        using CancellationTokenSource gone = new();
        Task<HttpResponseMessage> much = service.EmbedAsync(new { input = Much }, gone.Token);
        while (batcher.WaitingTexts < 500)
        {
            Assert.False(much.IsCompleted);
            await Task.Delay(1);
        }

        HttpResponseMessage refused = await service.EmbedAsync(new { input = "a" });
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Dictionary<string, string?> error = await RunningService.ErrorAsync(refused);
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error["type"], error["code"]));

        // A caller who goes away takes his texts along.
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => much);
        for (int i = 0; i < 5_000 && batcher.WaitingTexts > 0; i++)
            await Task.Delay(1);
        Assert.Equal(HttpStatusCode.OK, (await service.EmbedAsync(new { input = "a" })).StatusCode);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up()
    {
        await using var service = RunningService.With("--Service:Deadline", "00:00:00.1", "--Service:MaxTokens", "1000000");
        HttpResponseMessage late = await service.EmbedAsync(new { input = Much });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (late.StatusCode, late.Headers.RetryAfter!.Delta));
        Assert.Equal("deadline_exceeded", (await RunningService.ErrorAsync(late))["code"]);
        Assert.Equal(0, service.Services.GetRequiredService<BertEmbeddingGenerator>().Batcher.WaitingTexts);
    }
}
