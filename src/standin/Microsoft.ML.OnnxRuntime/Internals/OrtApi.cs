using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The function table of the native library: OrtApi of onnxruntime_c_api.h, by position.</summary>
internal static unsafe partial class OrtApi
{
    /// <summary>The version of the table that is asked for. Tables only grow: a newer library serves it too.</summary>
    private const uint Version = 22;

    public static readonly void** Table = Open();

    [StructLayout(LayoutKind.Sequential)]
    private struct ApiBase
    {
        public delegate* unmanaged<uint, void**> GetApi;
        public delegate* unmanaged<byte*> GetVersionString;
    }

    public static string VersionString { get; } = Text(OrtGetApiBase()->GetVersionString());

    /// <summary>Throws what a status says, and releases it. No status is success.</summary>
    public static void Check(void* status)
    {
        if (status != null)
        {
            Throw(status);
        }
    }

    /// <summary>A path as the library wants it: UTF-16 on Windows, UTF-8 elsewhere, zero-terminated.</summary>
    public static byte[] Path(string path) =>
        OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + '\0') : Utf8(path);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    public static string Text(byte* utf8) => utf8 == null ? "" : Marshal.PtrToStringUTF8((nint)utf8)!;

    /// <summary>Takes over a text that the default allocator holds.</summary>
    public static string TakeText(byte* utf8)
    {
        try
        {
            return Text(utf8);
        }
        finally
        {
            Free(utf8);
        }
    }

    public static void Free(void* memory)
    {
        if (memory != null)
        {
            Check(((delegate* unmanaged<nint, void*, void*>)Table[OrtFunction.AllocatorFree])(OrtAllocator.DefaultInstance.Pointer, memory));
        }
    }

    private static void Throw(void* status)
    {
        try
        {
            var code = ((delegate* unmanaged<void*, int>)Table[OrtFunction.GetErrorCode])(status);
            var message = ((delegate* unmanaged<void*, byte*>)Table[OrtFunction.GetErrorMessage])(status);
            throw new OnnxRuntimeException((ErrorCode)code, Text(message));
        }
        finally
        {
            ((delegate* unmanaged<void*, void>)Table[OrtFunction.ReleaseStatus])(status);
        }
    }

    private static void** Open()
    {
        var table = OrtGetApiBase()->GetApi(Version);
        return table != null ? table : throw new NotSupportedException($"The native ONNX Runtime is older than API version {Version}.");
    }

    [LibraryImport("onnxruntime")]
    private static partial ApiBase* OrtGetApiBase();
}
