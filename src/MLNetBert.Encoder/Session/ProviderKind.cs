namespace MLNetBert.Encoder.Session;

/// <summary>What there is to know about an execution provider.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="RuntimeName">Its name in ONNX Runtime.</param>
/// <param name="Source">What one does to have it.</param>
/// <param name="TokensPerBatch">How many tokens a batch may have at most.</param>
internal sealed record ProviderKind(string Name, string RuntimeName, string Source, int TokensPerBatch)
{
    /// <summary>Enough to keep a GPU busy, and little enough for one of 4 GB.</summary>
    private const int ManyTokens = 16_384;

    /// <summary>May well be a CPU or a small GPU beside it.</summary>
    private const int FewTokens = 2_048;

    private const string GpuPackage = "add the NuGet package Microsoft.ML.OnnxRuntime.Gpu in place of Microsoft.ML.OnnxRuntime";

    public static IReadOnlyList<ProviderKind> All { get; } =
    [
        new("cpu", "CPUExecutionProvider", "", 0),
        new("cuda", "CUDAExecutionProvider", GpuPackage, ManyTokens) { IsForGpus = true },
        new("tensorrt", "TensorrtExecutionProvider", GpuPackage, ManyTokens) { CompilesShapes = true },
        new("dml", "DmlExecutionProvider", "on Windows, add the NuGet package Microsoft.ML.OnnxRuntime.DirectML in place of Microsoft.ML.OnnxRuntime", ManyTokens) { IsForGpus = true, RunsOneAtATime = true },
        new("coreml", "CoreMLExecutionProvider", "it is in the NuGet package Microsoft.ML.OnnxRuntime, on macOS and iOS alone", ManyTokens) { CompilesShapes = true },
        new("openvino", "OpenVINOExecutionProvider", "add the NuGet package Intel.ML.OnnxRuntime.OpenVino in place of Microsoft.ML.OnnxRuntime", FewTokens),
        new("migraphx", "MIGraphXExecutionProvider", "build ONNX Runtime with --use_migraphx --build_nuget, and take the package of that build in place of Microsoft.ML.OnnxRuntime", ManyTokens) { IsForGpus = true, CompilesShapes = true },
    ];

    /// <summary>Whether it takes the number of a GPU and no more.</summary>
    public bool IsForGpus { get; init; }

    /// <summary>Whether it compiles the graph for each shape, which takes seconds to minutes, so that there have to be few.</summary>
    public bool CompilesShapes { get; init; }

    /// <summary>Whether a session may be run by one thread at a time.</summary>
    public bool RunsOneAtATime { get; init; }

    /// <summary>Whether the runtime that is loaded has it, though perhaps not what it needs itself.</summary>
    public bool IsInRuntime => OrtEnv.Instance().GetAvailableProviders().Contains(RuntimeName);

    /// <summary>How many callers keep it busy: one runs, another pools and hands over its next batch; null: one per core.</summary>
    public int? Callers => TokensPerBatch == 0 ? null : RunsOneAtATime ? 1 : 2;
}
