using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MLNetBert;
using MLNetBert.Hosting.Embeddings;
using MLNetBert.Hosting.Logging;
using MLNetBert.Hosting.Prediction;
using MLNetBert.Hosting.Starting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds embeddings and predictions to a container. Options are checked when the host starts, and the models are opened then; without a host, at their first use. A key that a
/// section has and the options do not is a mistake, too.
/// </summary>
public static class BertServiceCollectionExtensions
{
    private const string Reflection = "ML.NET finds the columns of classes and the stages of saved models by reflection.";

    /// <summary>Adds <see cref="BertEmbeddingGenerator"/>, also as <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>: one for all, closed with the container.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null: the embedded model, as it is.</param>
    public static IServiceCollection AddBertEmbeddings(this IServiceCollection services, Action<BertEmbeddingOptions>? configure = null) =>
        Embeddings(services, null, options => options.Configure(configure ?? Nothing));

    /// <summary>The same, with options of a section of the configuration, such as "Bert": { "ModelPath": "models/e5", "MaxQueuedTokens": 20000 }.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    public static IServiceCollection AddBertEmbeddings(this IServiceCollection services, IConfiguration section) =>
        Embeddings(services, null, Bound(section));

    /// <summary>Like <see cref="AddBertEmbeddings(IServiceCollection, Action{BertEmbeddingOptions})"/>, as a keyed service. The options have the key's name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="configure">Sets the options; null: the embedded model, as it is.</param>
    public static IServiceCollection AddKeyedBertEmbeddings(this IServiceCollection services, string key, Action<BertEmbeddingOptions>? configure = null) =>
        Embeddings(services, Key(key), options => options.Configure(configure ?? Nothing));

    /// <summary>The same, with options of a section of the configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="section">The section.</param>
    public static IServiceCollection AddKeyedBertEmbeddings(this IServiceCollection services, string key, IConfiguration section) =>
        Embeddings(services, Key(key), Bound(section));

    /// <summary>Adds <see cref="BertPredictor{TInput, TOutput}"/> for a saved model: one for all, closed with the container.</summary>
    /// <typeparam name="TInput">A row's columns.</typeparam>
    /// <typeparam name="TOutput">The columns that are wanted.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="modelPath">The file; a new one takes over as soon as it is there.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddBertPrediction<TInput, TOutput>(this IServiceCollection services, string modelPath)
        where TInput : class
        where TOutput : class, new()
        => services.AddBertPrediction<TInput, TOutput>(options => options.ModelPath = modelPath);

    /// <summary>The same, with options.</summary>
    /// <inheritdoc cref="AddBertPrediction{TInput, TOutput}(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddBertPrediction<TInput, TOutput>(this IServiceCollection services, Action<BertPredictionOptions> configure)
        where TInput : class
        where TOutput : class, new()
        => Predictions<TInput, TOutput>(services, null, options => options.Configure(configure));

    /// <summary>The same, with options of a section of the configuration.</summary>
    /// <inheritdoc cref="AddBertPrediction{TInput, TOutput}(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddBertPrediction<TInput, TOutput>(this IServiceCollection services, IConfiguration section)
        where TInput : class
        where TOutput : class, new()
        => Predictions<TInput, TOutput>(services, null, BoundPrediction(section));

    /// <summary>Like <see cref="AddBertPrediction{TInput, TOutput}(IServiceCollection, string)"/>, as a keyed service. The options have the key's name.</summary>
    /// <inheritdoc cref="AddBertPrediction{TInput, TOutput}(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="configure">Sets the options.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddKeyedBertPrediction<TInput, TOutput>(this IServiceCollection services, string key, Action<BertPredictionOptions> configure)
        where TInput : class
        where TOutput : class, new()
        => Predictions<TInput, TOutput>(services, Key(key), options => options.Configure(configure));

    /// <summary>The same, with options of a section of the configuration.</summary>
    /// <inheritdoc cref="AddBertPrediction{TInput, TOutput}(IServiceCollection, string)"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="section">The section.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddKeyedBertPrediction<TInput, TOutput>(this IServiceCollection services, string key, IConfiguration section)
        where TInput : class
        where TOutput : class, new()
        => Predictions<TInput, TOutput>(services, Key(key), BoundPrediction(section));

    private static IServiceCollection Embeddings(IServiceCollection services, string? key, Action<OptionsBuilder<BertEmbeddingOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        string name = key ?? Options.Options.DefaultName;
        configure(services.AddOptions<BertEmbeddingOptions>(name).ValidateOnStart());
        services.AddSingleton<IValidateOptions<BertEmbeddingOptions>>(new EmbeddingOptionsCheck(name));
        services.TryAddKeyedSingleton(key, (provider, _) => EmbeddingOpening.Open(provider, name));
        services.TryAddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(key, (provider, _) => provider.GetRequiredKeyedService<BertEmbeddingGenerator>(key));
        return services.AddSingleton<IHostedService>(provider => new OpenAtStart(() => provider.GetRequiredKeyedService<BertEmbeddingGenerator>(key)));
    }

    private static IServiceCollection Predictions<TInput, TOutput>(IServiceCollection services, string? key, Action<OptionsBuilder<BertPredictionOptions>> configure)
        where TInput : class
        where TOutput : class, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        // Predictors of several classes have options of their own.
        string name = key ?? $"{typeof(TInput)} {typeof(TOutput)}";
        configure(services.AddOptions<BertPredictionOptions>(name).ValidateOnStart());
        services.AddSingleton<IValidateOptions<BertPredictionOptions>>(new PredictionOptionsCheck(name));
        services.TryAddKeyedSingleton(key, (provider, _) => new BertPredictor<TInput, TOutput>(
            provider.GetRequiredService<IOptionsMonitor<BertPredictionOptions>>().Get(name), provider.LoggerFor<BertPredictor<TInput, TOutput>>()));
        return services.AddSingleton<IHostedService>(provider => new OpenAtStart(() => provider.GetRequiredKeyedService<BertPredictor<TInput, TOutput>>(key)));
    }

    private static Action<OptionsBuilder<BertEmbeddingOptions>> Bound(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return options => options.Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
    }

    private static Action<OptionsBuilder<BertPredictionOptions>> BoundPrediction(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return options => options.Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
    }

    private static void Nothing(BertEmbeddingOptions options)
    {
    }

    private static string Key(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return key;
    }
}
