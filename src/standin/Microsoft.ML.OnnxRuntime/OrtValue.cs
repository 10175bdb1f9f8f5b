using System.Buffers;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

public enum OnnxValueType
{
    ONNX_TYPE_UNKNOWN,
    ONNX_TYPE_TENSOR,
    ONNX_TYPE_SEQUENCE,
    ONNX_TYPE_MAP,
    ONNX_TYPE_OPAQUE,
    ONNX_TYPE_SPARSETENSOR,
    ONNX_TYPE_OPTIONAL,
}

/// <summary>A tensor: over memory of the caller, or of the library. Only tensors of numbers are here.</summary>
public unsafe partial class OrtValue : IDisposable
{
    private nint _handle;
    private MemoryHandle _pinned;

    internal OrtValue(nint handle, MemoryHandle pinned = default)
    {
        _handle = handle;
        _pinned = pinned;
        int type;
        OrtApi.Check(((delegate* unmanaged<nint, int*, void*>)OrtApi.Table[OrtFunction.GetValueType])(handle, &type));
        OnnxType = (OnnxValueType)type;
    }

    ~OrtValue() => Dispose(false);

    public OnnxValueType OnnxType { get; }

    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    public ReadOnlySpan<T> GetTensorDataAsSpan<T>() where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>The tensor's own memory: valid as long as the value is.</summary>
    public Span<T> GetTensorMutableDataAsSpan<T>() where T : unmanaged
    {
        var count = CountElements(out var elementType);
        if (typeof(T) != typeof(byte) && typeof(T) != TensorElementTypes.TypeOf(elementType))
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"Requested type: {typeof(T)} does not match the actual type: {TensorElementTypes.TypeOf(elementType)}");
        }

        return Span<T>(count * TensorElementTypes.Size(elementType) / sizeof(T));
    }

    public Span<byte> GetTensorMutableRawData()
    {
        var count = CountElements(out var elementType);
        return Span<byte>(count * TensorElementTypes.Size(elementType));
    }

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        var info = TypeAndShape();
        try
        {
            return new OrtTensorTypeAndShapeInfo(info);
        }
        finally
        {
            OrtHandle.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_handle != 0)
        {
            OrtHandle.Release(OrtFunction.ReleaseValue, _handle);
            _handle = 0;
            _pinned.Dispose();
        }
    }

    private nint TypeAndShape()
    {
        if (!IsTensor)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"This OrtValue type contains: {OnnxType}, not a tensor or sparse tensor");
        }

        nint info;
        OrtApi.Check(((delegate* unmanaged<nint, nint*, void*>)OrtApi.Table[OrtFunction.GetTensorTypeAndShape])(Handle, &info));
        return info;
    }

    private long CountElements(out TensorElementType elementType)
    {
        var info = TypeAndShape();
        int type;
        nuint count;
        OrtApi.Check(((delegate* unmanaged<nint, int*, void*>)OrtApi.Table[OrtFunction.GetTensorElementType])(info, &type));
        OrtApi.Check(((delegate* unmanaged<nint, nuint*, void*>)OrtApi.Table[OrtFunction.GetTensorShapeElementCount])(info, &count));
        OrtHandle.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        elementType = (TensorElementType)type;
        return (long)count;
    }

    private Span<T> Span<T>(long count) where T : unmanaged
    {
        if (count == 0)
        {
            return [];
        }

        void* data;
        OrtApi.Check(((delegate* unmanaged<nint, void**, void*>)OrtApi.Table[OrtFunction.GetTensorMutableData])(Handle, &data));
        return new Span<T>(data, checked((int)count));
    }
}
