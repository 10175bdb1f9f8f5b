using System.Runtime.Intrinsics.X86;

namespace MLNetBert.Encoder.Models;

/// <summary>Which of its matrix kernels ONNX Runtime uses on this processor: others add in another order and give other bits.</summary>
internal static class ProcessorKernels
{
    private const int Avx2 = 1 << 5;
    private const int Avx512F = 1 << 16;

    /// <summary>avx512-vnni, avx512, avx2-vnni, avx2 or sse on x64; else the architecture's name, such as arm64.</summary>
    public static string Name { get; } = X86Base.IsSupported ? Find() : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static string Find()
    {
        (int _, int features, int more, int _) = X86Base.CpuId(7, 0);
        if ((features & Avx512F) != 0)
            return ((more >> 11) & 1) == 1 ? "avx512-vnni" : "avx512";
        if ((features & Avx2) == 0)
            return "sse";
        return ((X86Base.CpuId(7, 1).Eax >> 4) & 1) == 1 ? "avx2-vnni" : "avx2";
    }
}
