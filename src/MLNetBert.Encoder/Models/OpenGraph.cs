namespace MLNetBert.Encoder.Models;

/// <summary>A session of the graph as the options ask for it, with its inputs and outputs.</summary>
internal sealed record OpenGraph(NativeSession Session, ModelInputs Inputs, ModelOutputs Outputs, EditedEncoder? Edited, HiddenLayers? HiddenLayer)
{
    /// <summary>What runs it.</summary>
    public ExecutionProvider Provider => Session.Provider;

    /// <summary>Why the CPU runs it in place of the provider that was asked for; null if it does not.</summary>
    public string? FallbackReason { get; init; }

    /// <summary>Whether the look-up of word embeddings was cut out, so that ids are looked up outside.</summary>
    public bool LooksUp => Edited?.LooksUp == true;

    /// <summary>The file's own input for token ids; null if it has none.</summary>
    public string? IdsName => Edited?.IdsName ?? Inputs.Ids?.Name;

    /// <summary>Whether it can be run on token ids, and not on word embeddings alone.</summary>
    public bool TakesIds => Inputs.Ids != null || LooksUp;

    /// <exception cref="BadInputException">The graph is damaged, or is not what is asked for.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static OpenGraph Open(string file, ModelSettings settings, Task<OnnxGraph> graph, BertModelOptions options, BertQuantization? quantization, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        EditedEncoder? edited = EditedEncoder.IsAsked(settings, options) ? EditedEncoder.Make(graph.GetAwaiter().GetResult(), settings, options) : null;
        byte[]? bytes = edited?.TakeBytes();
        string? fallback = null;
        NativeSession session;
        try
        {
            session = OpenSession(file, graph, bytes, options.ExecutionProvider, quantization, cancellation);
        }
        catch (BadInputException e) when (options.FallbackToCpu && e.Code is "provider.missing" or "provider.failed")
        {
            fallback = e.Message;
            session = OpenSession(file, graph, bytes, ExecutionProvider.Cpu, quantization, cancellation);
        }

        try
        {
            PortNames names = edited?.Names ?? options.Names;
            return new OpenGraph(
                session,
                ModelInputs.Find(session.Inputs(file), names, file),
                ModelOutputs.Find(session.Outputs(file), names, settings.HiddenSize?.Value, file),
                edited,
                options.HiddenLayer)
            {
                FallbackReason = fallback,
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static NativeSession OpenSession(string file, Task<OnnxGraph> graph, byte[]? edited, ExecutionProvider provider, BertQuantization? quantization, CancellationToken cancellation)
    {
        try
        {
            return SessionFactory.Open(file, edited, typeof(BertModel), exactSums: quantization != null, provider, cancellation);
        }
        catch (BadInputException e) when (e.Code == "model.open")
        {
            // What is wrong with weights beside the model can be said better than the runtime does.
            ExternalWeights.Check(graph.GetAwaiter().GetResult());
            throw;
        }
    }
}
