using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EmbeddingService;

/// <summary>
/// Stops without losing a request. After SIGTERM requests are still taken for a while: /healthz says 503, so that a balancer sends no more, and each answer
/// closes its connection, so that no client sends another request into a closing one. What was taken is then finished.
/// </summary>
internal sealed partial class Drain(ServiceOptions options, ILogger<Drain> logger) : IHostedLifecycleService, IHealthCheck
{
    private long _taken, _answered;
    private volatile bool _stops;

    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _taken);
        context.Response.OnStarting(() =>
        {
            if (_stops && HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        await next(context);
        await context.Response.CompleteAsync();
        Interlocked.Increment(ref _answered);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_stops ? HealthCheckResult.Unhealthy("It stops.") : HealthCheckResult.Healthy());

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stops = true;
        Stopping(options.DrainDelay);
        await Task.Delay(options.DrainDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Stopped(_taken, _answered);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Stopping: requests are taken for another {Delay}.")]
    private partial void Stopping(TimeSpan delay);

    [LoggerMessage(LogLevel.Information, "Stopped: {Taken} requests were taken and {Answered} answered.")]
    private partial void Stopped(long taken, long answered);
}
