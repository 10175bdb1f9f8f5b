namespace MLNetBert.Hosting.Embeddings;

/// <summary>What can be said of the options before a model is opened; all mistakes at once.</summary>
internal sealed class EmbeddingOptionsCheck(string of) : IValidateOptions<BertEmbeddingOptions>
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, BertEmbeddingOptions options)
    {
        if (name != of)
            return ValidateOptionsResult.Skip;
        ValidateOptionsResultBuilder mistakes = new();
        if (options.ModelPath is { } path && !Path.Exists(path))
            mistakes.AddError($"there is no folder or file {path}; give a model folder as on the Hugging Face hub, or leave it out for the embedded model", nameof(options.ModelPath));
        foreach ((string key, int? value) in (ReadOnlySpan<(string, int?)>)
        [
            (nameof(options.TruncateDim), options.TruncateDim), (nameof(options.MaxLength), options.MaxLength), (nameof(options.Threads), options.Threads), (nameof(options.MaxQueuedTokens), options.MaxQueuedTokens),
        ])
        {
            if (value < 1)
                mistakes.AddError($"{value} was given; at least 1 is expected", key);
        }

        if (options.MaxDelay < TimeSpan.Zero || options.MaxDelay > LongestDelay)
            mistakes.AddError($"{options.MaxDelay} was given; zero to one minute is expected", nameof(options.MaxDelay));
        if (options.SlowBatch <= TimeSpan.Zero)
            mistakes.AddError($"{options.SlowBatch} was given; more than zero is expected", nameof(options.SlowBatch));
        try
        {
            if (options.ToFeatures().Pooling?.Modes.Contains(PoolingMode.None) == true)
                mistakes.AddError("none gives a vector for each token, not one for the text; choose another pooling", nameof(options.Pooling));
        }
        catch (Exception e) when (e is BadInputException or ArgumentException)
        {
            mistakes.AddError(e.Message.TrimEnd('.'), nameof(options.Pooling));
        }

        try
        {
            options.ToModel();
        }
        catch (BadInputException e)
        {
            mistakes.AddError(e.Message.TrimEnd('.'), nameof(options.ExecutionProvider));
        }

        return mistakes.Build();
    }
}
