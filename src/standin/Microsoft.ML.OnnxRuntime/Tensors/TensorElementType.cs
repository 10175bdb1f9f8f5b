namespace Microsoft.ML.OnnxRuntime.Tensors;

public enum TensorElementType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
    DataTypeMax = 17,
}

/// <summary>Which .NET type holds which element type.</summary>
internal static class TensorElementTypes
{
    private static readonly Dictionary<Type, TensorElementType> _ofType = new()
    {
        [typeof(float)] = TensorElementType.Float,
        [typeof(byte)] = TensorElementType.UInt8,
        [typeof(sbyte)] = TensorElementType.Int8,
        [typeof(ushort)] = TensorElementType.UInt16,
        [typeof(short)] = TensorElementType.Int16,
        [typeof(int)] = TensorElementType.Int32,
        [typeof(long)] = TensorElementType.Int64,
        [typeof(string)] = TensorElementType.String,
        [typeof(bool)] = TensorElementType.Bool,
        [typeof(Float16)] = TensorElementType.Float16,
        [typeof(double)] = TensorElementType.Double,
        [typeof(uint)] = TensorElementType.UInt32,
        [typeof(ulong)] = TensorElementType.UInt64,
        [typeof(BFloat16)] = TensorElementType.BFloat16,
    };

    private static readonly Dictionary<TensorElementType, Type> _toType = _ofType.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static TensorElementType Of<T>() => _ofType.TryGetValue(typeof(T), out var type)
        ? type
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensor of type: {typeof(T)} is not supported");

    /// <summary>The type that <see cref="Of{T}"/> maps to <paramref name="elementType"/>; null where there is none.</summary>
    public static Type? TypeOf(TensorElementType elementType) => _toType.GetValueOrDefault(elementType);

    /// <summary>Bytes of one element.</summary>
    public static int Size(TensorElementType elementType) => elementType switch
    {
        TensorElementType.Bool or TensorElementType.UInt8 or TensorElementType.Int8 => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => sizeof(float),
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 => sizeof(double),
        _ => throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensor element type: {elementType} is not supported"),
    };

    /// <summary>The product of the dimensions.</summary>
    public static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }

        return count;
    }

}
