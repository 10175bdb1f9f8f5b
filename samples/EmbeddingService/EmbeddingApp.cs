using MLNetBert;
using OpenTelemetry.Metrics;

namespace EmbeddingService;

/// <summary>Puts the service together.</summary>
public static class EmbeddingApp
{
    /// <summary>The service, ready to run. Its models are opened when it starts.</summary>
    /// <param name="args">The command line, such as --urls http://127.0.0.1:8080 and --Service:ApiKey KEY.</param>
    /// <exception cref="BadInputException">An option of the service cannot be used.</exception>
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
        services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        IHealthChecksBuilder health = services.AddHealthChecks().AddCheck<Drain>("drain");
        services.AddBertEmbeddings(configuration.GetSection("Bert"));
        health.AddBertEmbeddings();
        IConfigurationSection classifier = configuration.GetSection("Classifier");
        services.AddSingleton<Classifier>();
        if (classifier.GetChildren().Any())
        {
            services.AddBertPrediction<TextRow, ClassRow>(classifier);
            health.AddBertPrediction<TextRow, ClassRow>();
        }

        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("MLNetBert", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
        // Time for what was taken before and during the drain.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainDelay + options.Deadline + TimeSpan.FromSeconds(5));
    }
}
