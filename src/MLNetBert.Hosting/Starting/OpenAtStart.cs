using Microsoft.Extensions.Hosting;

namespace MLNetBert.Hosting.Starting;

/// <summary>Opens a model when the application starts, not at the first request: a model that is missing or damaged is told at once.</summary>
internal sealed class OpenAtStart(Action open) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(open, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
