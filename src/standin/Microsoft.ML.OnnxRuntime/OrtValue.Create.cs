using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

public unsafe partial class OrtValue
{
    /// <summary>A tensor over <paramref name="data"/>, which stays pinned until the value is disposed.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape) where T : unmanaged =>
        CreateTensorValueFromMemory<T>(OrtMemoryInfo.DefaultInstance, data, shape);

    /// <summary>A tensor over the first elements of <paramref name="memory"/>, which stays pinned until the value is disposed.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape) where T : unmanaged
    {
        var elementType = TensorElementTypes.Of<T>();
        var count = TensorElementTypes.Count(shape);
        if (count > memory.Length)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"Managed memory size: {memory.Length} elements is less than shape size: {count} elements");
        }

        var pinned = memory.Pin();
        try
        {
            return new OrtValue(Create(memoryInfo, elementType, shape, (nint)pinned.Pointer, (long)memory.Length * sizeof(T)), pinned);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    /// <summary>A tensor over memory that the caller keeps alive and in place.</summary>
    public static OrtValue CreateTensorValueWithData(
        OrtMemoryInfo memInfo, TensorElementType elementType, long[] shape, IntPtr dataBufferPtr, long bufferLengthInBytes)
    {
        var bytes = checked(TensorElementTypes.Count(shape) * TensorElementTypes.Size(elementType));
        return bytes <= bufferLengthInBytes
            ? new OrtValue(Create(memInfo, elementType, shape, dataBufferPtr, bufferLengthInBytes))
            : throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"Shape requires a buffer of at least {bytes} bytes. Provided: {bufferLengthInBytes} bytes");
    }

    /// <summary>A tensor in the library's memory; its values are not set.</summary>
    public static OrtValue CreateAllocatedTensorValue(OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            OrtApi.Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, void*>)OrtApi.Table[OrtFunction.CreateTensorAsOrtValue])(
                allocator.Pointer, dimensions, (nuint)shape.Length, (int)elementType, &value));
        }

        return new OrtValue(value);
    }

    private static nint Create(OrtMemoryInfo memory, TensorElementType elementType, long[] shape, nint data, long bytes)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            OrtApi.Check(((delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, void*>)OrtApi.Table[OrtFunction.CreateTensorWithDataAsOrtValue])(
                memory.Pointer, data, (nuint)bytes, dimensions, (nuint)shape.Length, (int)elementType, &value));
        }

        return value;
    }
}
