namespace MLNetBert;

/// <summary>How a model is quantized. Immutable and thread-safe.</summary>
public sealed record BertQuantizerOptions
{
    /// <summary>The ONNX file to quantize, relative to the folder; null: <c>model.onnx</c>, else <c>onnx/model.onnx</c>, else the only .onnx there is.</summary>
    public string? File { get; init; }

    /// <summary>
    /// Whether weights have 7 bits, -64 to 64, instead of 8. ONNX Runtime's name: such files give right sums even where its 8-bit kernels add pairs of products in 16 bits, as they
    /// do on x64 without VNNI if nobody tells them otherwise. This library does; the option is for files that other programs run. Vectors are somewhat less exact. Default: no.
    /// </summary>
    public bool ReduceRange { get; init; }
}
