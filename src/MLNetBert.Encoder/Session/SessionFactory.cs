namespace MLNetBert.Encoder.Session;

/// <summary>Opens ONNX Runtime sessions, and is the one place that does, in the one way that is fast and exact: one thread per caller, and none inside.</summary>
internal static class SessionFactory
{
    /// <param name="modelFile">The graph.</param>
    /// <param name="edited">What was made of the graph in memory; weights beside the file are still found there. Null: the file as it is.</param>
    /// <param name="owner">The public type whose session it is.</param>
    /// <param name="exactSums">Whether sums of int8 products are exact on every processor, which costs time on x64 without VNNI, where the usual kernels cut them off.</param>
    /// <param name="provider">What runs it; null: the CPU.</param>
    /// <param name="cancellation">Stops it while the runtime loads the graph.</param>
    /// <exception cref="BadInputException">The graph cannot be opened, or the provider (provider.missing, provider.failed) cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static NativeSession Open(string modelFile, byte[]? edited, Type owner, bool exactSums = false, ExecutionProvider? provider = null, CancellationToken cancellation = default)
    {
        provider ??= ExecutionProvider.Cpu;
        using SessionOptions options = Options();
        if (!provider.IsCpu)
            ProviderSetup.Append(options, provider);
        if (edited != null)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(Path.GetFullPath(modelFile))!);
        if (exactSums)
        {
            // The kernels that do it take uint8 weights, which the runtime makes: of each node's own weights, so that none may be merged before.
            options.AddSessionConfigEntry("session.x64quantprecision", "1");
            options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "CommonSubexpressionElimination");
        }

        using CancellationTokenRegistration registration = cancellation.Register(() => options.SetLoadCancellationFlag(true));
        try
        {
            return new NativeSession(edited == null ? new InferenceSession(modelFile, options) : new InferenceSession(edited, options), owner, provider);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException e) when (!provider.IsCpu)
        {
            // If the CPU takes the graph, it is not the graph's fault.
            Open(modelFile, edited, owner, exactSums, ExecutionProvider.Cpu, cancellation).Dispose();
            throw ProviderSetup.Failed(provider, e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BadInputException($"{modelFile} cannot be opened as an ONNX model: {RuntimeMessage.Reason(e.Message)}; download it again, or export it with an opset and operators that this ONNX Runtime has.", e) { Code = "model.open", File = modelFile };
        }
    }

    private static SessionOptions Options() => new()
    {
        // All optimizations and no more: Microsoft's OnnxTransformer runs like that too, and gives the same bits.
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,

        // A memory pattern is kept for every shape; here there are hundreds, and they save no time.
        EnableMemoryPattern = false,
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,

        // A failure is thrown, and need not be logged as well.
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };
}
