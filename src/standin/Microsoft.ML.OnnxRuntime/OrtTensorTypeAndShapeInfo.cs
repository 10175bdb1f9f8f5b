using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor.</summary>
public unsafe struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(nint info)
    {
        int type;
        nuint count;
        OrtApi.Check(((delegate* unmanaged<nint, int*, void*>)OrtApi.Table[OrtFunction.GetTensorElementType])(info, &type));
        ElementDataType = (TensorElementType)type;
        OrtApi.Check(((delegate* unmanaged<nint, nuint*, void*>)OrtApi.Table[OrtFunction.GetDimensionsCount])(info, &count));
        Shape = new long[count];
        fixed (long* shape = Shape)
        {
            OrtApi.Check(((delegate* unmanaged<nint, long*, nuint, void*>)OrtApi.Table[OrtFunction.GetDimensions])(info, shape, count));
        }

        // Asked of the library, a shape with open dimensions would be an overflow.
        ElementCount = Array.TrueForAll(Shape, dimension => dimension >= 0) ? TensorElementTypes.Count(Shape) : -1;
    }

    public TensorElementType ElementDataType { get; private set; }

    public readonly bool IsString => ElementDataType == TensorElementType.String;

    public long ElementCount { get; private set; }

    public readonly int DimensionsCount => Shape.Length;

    /// <summary>The dimensions; in metadata -1 for an open one.</summary>
    public long[] Shape { get; private set; }
}
