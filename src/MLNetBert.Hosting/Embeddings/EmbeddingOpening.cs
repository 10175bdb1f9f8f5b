using MLNetBert.Hosting.Logging;

namespace MLNetBert.Hosting.Embeddings;

/// <summary>Makes the generator that options describe, and tells the log what was opened.</summary>
internal static class EmbeddingOpening
{
    /// <exception cref="BadInputException">The model cannot be opened, or does not fit the options.</exception>
    /// <exception cref="OptionsValidationException">The options are wrong.</exception>
    public static BertEmbeddingGenerator Open(IServiceProvider services, string name)
    {
        BertEmbeddingOptions options = services.GetRequiredService<IOptionsMonitor<BertEmbeddingOptions>>().Get(name);
        ILogger logger = services.LoggerFor<BertEmbeddingGenerator>();
        long start = Stopwatch.GetTimestamp();
        var model = BertModel.Open(options.ModelPath, options.ToModel());
        try
        {
            BertFeaturizer featurizer = new(model, options.ToFeatures());
            HostingLog.Opened(logger, model.Name, model.Precision, featurizer.Dimension, featurizer.MaxLength, featurizer.Threads, Stopwatch.GetElapsedTime(start).TotalSeconds);
            HostingLog.NoteAll(logger, model);
            return new BertEmbeddingGenerator(featurizer, options.ToBatching(), ownsModel: true, logger);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
