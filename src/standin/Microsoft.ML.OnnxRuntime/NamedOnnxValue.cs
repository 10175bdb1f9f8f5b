using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor and the name of the input or output it is for. OrtValue is the cheaper way.</summary>
public class NamedOnnxValue
{
    private readonly Func<OrtValue>? _toOrtValue;

    private protected NamedOnnxValue(string name, object value, Func<OrtValue>? toOrtValue)
    {
        Name = name;
        Value = value;
        _toOrtValue = toOrtValue;
    }

    public string Name { get; set; }

    public object Value { get; set; }

    public static NamedOnnxValue CreateFromTensor<T>(string name, Tensor<T> value) => new(name, value, value switch
    {
        Tensor<float> t => () => ToOrtValue(t),
        Tensor<double> t => () => ToOrtValue(t),
        Tensor<long> t => () => ToOrtValue(t),
        Tensor<int> t => () => ToOrtValue(t),
        Tensor<bool> t => () => ToOrtValue(t),
        Tensor<byte> t => () => ToOrtValue(t),
        Tensor<Float16> t => () => ToOrtValue(t),
        _ => throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensor of type: {typeof(T)} is not supported"),
    });

    /// <summary>Null where the type is another, as the official one, which is not annotated either.</summary>
    public Tensor<T> AsTensor<T>() => (Value as Tensor<T>)!;

    public IEnumerable<T> AsEnumerable<T>() => (Value as IEnumerable<T>)!;

    internal OrtValue ToOrtValue() => _toOrtValue!();

    private static OrtValue ToOrtValue<T>(Tensor<T> tensor) where T : unmanaged => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance,
        (tensor as DenseTensor<T> ?? tensor.ToDenseTensor()).Buffer,
        Array.ConvertAll(tensor.Dimensions.ToArray(), dimension => (long)dimension));
}

/// <summary>An output. Its tensor is a copy here, so that it outlives the native value.</summary>
public class DisposableNamedOnnxValue : NamedOnnxValue, IDisposable
{
    internal DisposableNamedOnnxValue(string name, OrtValue value)
        : base(name, ToTensor(value), null)
    {
    }

    public void Dispose() => GC.SuppressFinalize(this);

    private static object ToTensor(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var dimensions = Array.ConvertAll(info.Shape, dimension => checked((int)dimension));
        return info.ElementDataType switch
        {
            TensorElementType.Float => Copy<float>(),
            TensorElementType.Double => Copy<double>(),
            TensorElementType.Int64 => Copy<long>(),
            TensorElementType.Int32 => Copy<int>(),
            TensorElementType.Bool => Copy<bool>(),
            TensorElementType.UInt8 => Copy<byte>(),
            TensorElementType.Float16 => Copy<Float16>(),
            var type => throw new NotSupportedException($"Tensors of {type} are not supported"),
        };

        DenseTensor<T> Copy<T>() where T : unmanaged => new(value.GetTensorDataAsSpan<T>().ToArray(), dimensions);
    }
}
