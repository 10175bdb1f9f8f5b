namespace Microsoft.ML.OnnxRuntime;

/// <summary>What the native library says went wrong.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode code, string message)
        : base($"[ErrorCode:{code}] {message}")
    {
    }
}

/// <summary>OrtErrorCode of the C API, under the names that the messages carry.</summary>
internal enum ErrorCode
{
    Ok,
    Fail,
    InvalidArgument,
    NoSuchFile,
    NoModel,
    EngineError,
    RuntimeException,
    InvalidProtobuf,
    ModelLoaded,
    NotImplemented,
    InvalidGraph,
    ShapeInferenceNotRegistered,
    RequirementNotRegistered,
}
