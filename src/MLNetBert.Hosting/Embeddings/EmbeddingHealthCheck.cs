namespace MLNetBert.Hosting.Embeddings;

/// <summary>Whether the model runs: a short text of its own, beside the queue, so that many callers make it slow but not sick.</summary>
internal sealed class EmbeddingHealthCheck(Func<BertEmbeddingGenerator> generator) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        BertBatcher batcher = generator().Batcher;
        float[] vector = batcher.Featurizer.Featurize("health");
        Dictionary<string, object> data = new() { ["model"] = batcher.Featurizer.Model.Name, ["dimension"] = vector.Length, ["waitingTexts"] = batcher.WaitingTexts };
        return Task.FromResult(Array.TrueForAll(vector, float.IsFinite)
            ? HealthCheckResult.Healthy("The model runs.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, "The model gives vectors that are not finite.", data: data));
    }
}
