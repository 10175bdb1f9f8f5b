namespace MLNetBert.Hosting.Prediction;

/// <summary>Whether a model is loaded; degraded if the file that is there now could not be.</summary>
internal sealed class PredictionHealthCheck<TInput, TOutput>(Func<BertPredictor<TInput, TOutput>> predictor) : IHealthCheck
    where TInput : class
    where TOutput : class, new()
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        BertPredictor<TInput, TOutput> loaded = predictor();
        Dictionary<string, object> data = new() { ["path"] = loaded.ModelPath, ["written"] = loaded.ModelWritten };
        return Task.FromResult(loaded.ReloadError is { } error
            ? HealthCheckResult.Degraded($"An earlier model answers: {error.Message}", error, data)
            : HealthCheckResult.Healthy("The model is loaded.", data));
    }
}
