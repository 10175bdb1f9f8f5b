using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Helpers for the native objects that have a Create and a Release in the table.</summary>
internal static unsafe class OrtHandle
{
    public static nint Create(int function)
    {
        nint created;
        OrtApi.Check(((delegate* unmanaged<nint*, void*>)OrtApi.Table[function])(&created));
        return created;
    }

    public static void Release(int function, nint handle) => ((delegate* unmanaged<nint, void>)OrtApi.Table[function])(handle);

    /// <summary>Calls a function that takes only the object.</summary>
    public static void Call(SafeHandle handle, int function)
    {
        OrtApi.Check(((delegate* unmanaged<nint, void*>)OrtApi.Table[function])(handle.DangerousGetHandle()));
        GC.KeepAlive(handle);
    }

    /// <summary>Calls a setter of an int or an enum.</summary>
    public static void Set(SafeHandle handle, int function, int value)
    {
        OrtApi.Check(((delegate* unmanaged<nint, int, void*>)OrtApi.Table[function])(handle.DangerousGetHandle(), value));
        GC.KeepAlive(handle);
    }
}
