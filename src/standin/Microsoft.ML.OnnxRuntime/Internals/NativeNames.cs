using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Zero-terminated UTF-8 names in native memory.</summary>
internal sealed class NativeNames : IDisposable
{
    public readonly nint[] Pointers;

    public NativeNames(IReadOnlyList<string> names) => Pointers = [.. names.Select(Marshal.StringToCoTaskMemUTF8)];

    public void Dispose()
    {
        foreach (ref var pointer in Pointers.AsSpan())
        {
            Marshal.FreeCoTaskMem(pointer);
            pointer = 0;
        }
    }
}
