using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where a tensor's memory is; here always the CPU's.</summary>
public unsafe class OrtMemoryInfo : SafeHandle
{
    // OrtDeviceAllocator = 0, OrtMemTypeDefault = 0: as the official default.
    private static readonly Lazy<OrtMemoryInfo> _default = new(() =>
    {
        nint info;
        OrtApi.Check(((delegate* unmanaged<int, int, nint*, void*>)OrtApi.Table[OrtFunction.CreateCpuMemoryInfo])(0, 0, &info));
        return new OrtMemoryInfo(info);
    });

    private OrtMemoryInfo(nint info)
        : base(0, ownsHandle: true)
        => SetHandle(info);

    public static OrtMemoryInfo DefaultInstance => _default.Value;

    public override bool IsInvalid => handle == 0;

    internal nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        OrtHandle.Release(OrtFunction.ReleaseMemoryInfo, handle);
        return true;
    }
}

/// <summary>The library's own CPU allocator.</summary>
public class OrtAllocator : SafeHandle
{
    private static readonly Lazy<OrtAllocator> _default = new(() => new OrtAllocator(OrtHandle.Create(OrtFunction.GetAllocatorWithDefaultOptions)));

    // The default allocator belongs to the library: it is not released.
    private OrtAllocator(nint allocator)
        : base(0, ownsHandle: false)
        => SetHandle(allocator);

    public static OrtAllocator DefaultInstance => _default.Value;

    public override bool IsInvalid => handle == 0;

    internal nint Pointer => handle;

    protected override bool ReleaseHandle() => true;
}
