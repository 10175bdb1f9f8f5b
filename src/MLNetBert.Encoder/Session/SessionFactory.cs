namespace MLNetBert.Encoder.Session;

/// <summary>Opens ONNX Runtime sessions in the one way that is fast and exact: one thread per caller, and none inside.</summary>
internal static class SessionFactory
{
    public static InferenceSession Open(string modelFile, CancellationToken cancellation = default) =>
        Open(modelFile, options => new InferenceSession(modelFile, options), cancellation);

    /// <summary>Opens what was made from <paramref name="modelFile"/> in memory; weights beside the file are still found there.</summary>
    public static InferenceSession Open(byte[] edited, string modelFile, CancellationToken cancellation = default) => Open(modelFile, options =>
    {
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(Path.GetFullPath(modelFile))!);
        return new InferenceSession(edited, options);
    }, cancellation);

    private static InferenceSession Open(string modelFile, Func<SessionOptions, InferenceSession> open, CancellationToken cancellation)
    {
        using SessionOptions options = Options();
        using CancellationTokenRegistration registration = cancellation.Register(() => options.SetLoadCancellationFlag(true));
        try
        {
            return open(options);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
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
