using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says of an input or an output.</summary>
public unsafe class NodeMetadata
{
    private readonly int[] _dimensions = [];
    private readonly string[] _symbolicDimensions = [];
    private readonly TensorElementType _elementType;

    internal NodeMetadata(nint typeInfo)
    {
        int valueType;
        OrtApi.Check(((delegate* unmanaged<nint, int*, void*>)OrtApi.Table[OrtFunction.GetOnnxTypeFromTypeInfo])(typeInfo, &valueType));
        OnnxValueType = (OnnxValueType)valueType;
        if (!IsTensor)
        {
            return;
        }

        nint tensor;
        OrtApi.Check(((delegate* unmanaged<nint, nint*, void*>)OrtApi.Table[OrtFunction.CastTypeInfoToTensorInfo])(typeInfo, &tensor));
        OrtTensorTypeAndShapeInfo info = new(tensor);
        _elementType = info.ElementDataType;
        _dimensions = Array.ConvertAll(info.Shape, dimension => (int)dimension);
        var names = stackalloc byte*[_dimensions.Length];
        OrtApi.Check(((delegate* unmanaged<nint, byte**, nuint, void*>)OrtApi.Table[OrtFunction.GetSymbolicDimensions])(tensor, names, (nuint)_dimensions.Length));
        _symbolicDimensions = new string[_dimensions.Length];
        for (var i = 0; i < _symbolicDimensions.Length; i++)
        {
            _symbolicDimensions[i] = OrtApi.Text(names[i]);
        }
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType is OnnxValueType.ONNX_TYPE_TENSOR or OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    /// <summary>-1 for an open dimension.</summary>
    public int[] Dimensions => Tensor(_dimensions);

    /// <summary>The names of open dimensions; "" for the others.</summary>
    public string[] SymbolicDimensions => Tensor(_symbolicDimensions);

    public Type ElementType => TensorElementTypes.TypeOf(ElementDataType)!;

    public TensorElementType ElementDataType => Tensor(_elementType);

    public bool IsString => ElementDataType == TensorElementType.String;

    private T Tensor<T>(T value) => IsTensor
        ? value
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"OnnxValueType must either be a tensor or sparse tensor, it is {OnnxValueType}");
}
