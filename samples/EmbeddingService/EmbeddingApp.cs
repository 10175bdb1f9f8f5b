using Microsoft.Extensions.AI;
using MLNetBert;
using OpenTelemetry.Metrics;

namespace EmbeddingService;

/// <summary>Puts the service together.</summary>
public static class EmbeddingApp
{
    /// <summary>The service, ready to run: configured, and its models open.</summary>
    /// <param name="args">The command line, such as --urls http://127.0.0.1:8080 and --Service:ApiKey KEY.</param>
    /// <exception cref="BadInputException">An option or a model cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        ServiceOptions options = ReadOptions(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        });
        AddServices(builder.Services, builder.Configuration, options);
        WebApplication app = builder.Build();
        app.Services.GetRequiredService<BertEmbeddingGenerator>();
        app.Services.GetRequiredService<Classifier>();

        app.Use(app.Services.GetRequiredService<Drain>().AnswerAsync);
        app.UseErrorAnswers();
        app.UseApiKey(options.ApiKey, "/v1", "/metrics");
        app.MapPage();
        app.MapPost("/v1/embeddings", EmbeddingEndpoint.AnswerAsync);
        app.MapPost("/v1/classify", ClassifyEndpoint.AnswerAsync);
        app.MapGet("/v1/models", ModelEndpoints.All);
        app.MapGet("/v1/models/{id}", ModelEndpoints.One);
        app.MapHealthChecks("/healthz");
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static ServiceOptions ReadOptions(ConfigurationManager configuration)
    {
        ServiceOptions options;
        try
        {
            options = configuration.GetSection("Service").Get<ServiceOptions>() ?? new ServiceOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException($"The section Service of the configuration cannot be read: {e.Message}", e) { Code = "option.value" };
        }

        options.Check();
        return options;
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration, ServiceOptions options)
    {
        services.AddSingleton(options);
        services.AddBertEmbeddings(configuration.GetSection("Bert"));
        services.AddSingleton<Classifier>();
        services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddHealthChecks().AddCheck<Drain>("drain");
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("MLNetBert", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
        // Time for what was taken before and during the drain.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainDelay + options.Deadline + TimeSpan.FromSeconds(5));
    }

    private static void AddBertEmbeddings(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton(_ => new BertEmbeddingGenerator(
            new BertFeaturizer(BertModel.Open(section["ModelPath"]), new FeaturizerOptions { RefuseLonger = section.GetValue("RefuseLonger", false) }),
            new BertBatcherOptions { MaxDelay = section.GetValue("MaxDelay", TimeSpan.FromMilliseconds(2)), MaxQueuedTokens = section.GetValue("MaxQueuedTokens", 65_536) },
            ownsModel: true));
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => provider.GetRequiredService<BertEmbeddingGenerator>());
    }
}
