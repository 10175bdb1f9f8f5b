using MLNetBert;
using MLNetBert.Hosting.Embeddings;
using MLNetBert.Hosting.Prediction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of what <see cref="BertServiceCollectionExtensions"/> adds. A model that cannot be opened is unhealthy.</summary>
public static class BertHealthChecksBuilderExtensions
{
    /// <summary>Runs a short text through the model of <c>AddBertEmbeddings</c>, beside the queue: many callers make no model unhealthy.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The service's key, if it has one.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a failure is called; null: unhealthy.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    public static IHealthChecksBuilder AddBertEmbeddings(this IHealthChecksBuilder builder, string? key = null, string name = "bert-embeddings", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name, services => new EmbeddingHealthCheck(() => services.GetRequiredKeyedService<BertEmbeddingGenerator>(key)), failureStatus, tags));
    }

    /// <summary>Whether the model of <c>AddBertPrediction</c> is loaded; degraded if its file was replaced by one that cannot be.</summary>
    /// <typeparam name="TInput">A row's columns.</typeparam>
    /// <typeparam name="TOutput">The columns that are wanted.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The service's key, if it has one.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a failure is called; null: unhealthy.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    public static IHealthChecksBuilder AddBertPrediction<TInput, TOutput>(this IHealthChecksBuilder builder, string? key = null, string name = "bert-prediction", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
        where TInput : class
        where TOutput : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name, services => new PredictionHealthCheck<TInput, TOutput>(() => services.GetRequiredKeyedService<BertPredictor<TInput, TOutput>>(key)), failureStatus, tags));
    }
}
