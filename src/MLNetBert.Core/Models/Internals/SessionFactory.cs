using Microsoft.ML.OnnxRuntime;

namespace MLNetBert;

/// <summary>Opens ONNX Runtime sessions the one way that is fast and exact: a thread a caller, none inside.</summary>
internal static class SessionFactory
{
    public static InferenceSession Open(string modelFile)
    {
        try
        {
            using SessionOptions options = Options();
            return new InferenceSession(modelFile, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BadInputException($"{modelFile} cannot be opened as an ONNX model: {Explain(e)}", e);
        }
    }

    /// <summary>The runtime's message without its prefix, source locations and line ends.</summary>
    public static string Explain(OnnxRuntimeException e)
    {
        string message = e.Message.ReplaceLineEndings(" ").Trim();
        int prefix = message.IndexOf("] ", StringComparison.Ordinal);
        if (message.StartsWith('[') && prefix > 0)
            message = message[(prefix + 2)..];
        return message;
    }

    private static SessionOptions Options() => new()
    {
        // All optimizations and no more: Microsoft's OnnxTransformer runs so too, and gives the same bits.
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };
}
