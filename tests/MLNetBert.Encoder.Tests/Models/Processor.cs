using System.Runtime.Intrinsics.X86;

namespace MLNetBert.Tests;

/// <summary>What the processor has that decides int8 results.</summary>
internal static class Processor
{
    /// <summary>Whether int8 products are added in 32 bits without saturation: AVX512-VNNI, AVX-VNNI, or a processor that is not x86.</summary>
    public static bool HasVnni { get; } = !X86Base.IsSupported || ((X86Base.CpuId(7, 0).Ecx >> 11) & 1) == 1 || ((X86Base.CpuId(7, 1).Eax >> 4) & 1) == 1;
}
