namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>A weight or constant of a graph, in memory. Its values are not changed: a changed weight is a new tensor.</summary>
internal sealed class GraphTensor(string name, int elementType, long[] dimensions, byte[] bytes)
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int64 = 7;
    public const int Float16 = 10;

    public string Name { get; } = name;

    /// <summary>As in the format.</summary>
    public int ElementType { get; } = elementType;

    public long[] Dimensions { get; } = dimensions;

    /// <summary>The raw values.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>The values of a float tensor.</summary>
    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Bytes);

    /// <summary>The values of an int64 tensor.</summary>
    public ReadOnlySpan<long> Integers => MemoryMarshal.Cast<byte, long>(Bytes);

    public bool IsFloat => ElementType == Float;

    /// <summary>The one value of a float tensor; null for others.</summary>
    public float? Scalar => IsFloat && Bytes.Length == sizeof(float) ? Floats[0] : null;

    /// <summary>Whether it is a matrix of floats.</summary>
    public bool IsMatrix => IsFloat && Dimensions is [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue];

    public static GraphTensor Of<T>(string name, int elementType, ReadOnlySpan<T> values, params long[] dimensions)
        where T : unmanaged => new(name, elementType, dimensions, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Reads a tensor of a file; float16 becomes float.</summary>
    /// <exception cref="BadInputException">Its bytes do not fit its shape, or are stored in an unusual way.</exception>
    public static GraphTensor Read(OnnxTensor tensor, string name)
    {
        byte[] bytes = tensor.Length > 0 ? tensor.ReadAll() : Listed(tensor);
        int size = tensor.ElementType switch { 1 or 6 or 12 => 4, 2 or 3 or 9 => 1, 4 or 5 or 10 or 16 => 2, 7 or 11 or 13 => 8, _ => 0 };
        if (size == 0 || bytes.Length != tensor.Count * size)
            throw new BadInputException($"{tensor.File}: the weights '{name}' have {bytes.Length} bytes, which do not fit their shape [{string.Join(", ", tensor.Dimensions.Select(size => $"{size}"))}]; get the model again.") { Code = "model.weights", File = tensor.File, Key = name };
        if (tensor.ElementType != Float16)
            return new(name, tensor.ElementType, [.. tensor.Dimensions], bytes);
        float[] wide = new float[bytes.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), wide);
        return Of<float>(name, Float, wide, [.. tensor.Dimensions]);
    }

    public GraphTensor Renamed(string other) => new(other, ElementType, Dimensions, Bytes);

    // Values that are not raw bytes are in a list of integers; of float16, the bits.
    private static byte[] Listed(OnnxTensor tensor) => tensor.ElementType switch
    {
        7 => MemoryMarshal.AsBytes(tensor.Integers.AsSpan()).ToArray(),
        6 => MemoryMarshal.AsBytes(Array.ConvertAll(tensor.Integers.ToArray(), number => (int)number).AsSpan()).ToArray(),
        10 => MemoryMarshal.AsBytes(Array.ConvertAll(tensor.Integers.ToArray(), number => (ushort)number).AsSpan()).ToArray(),
        2 or 3 or 9 => Array.ConvertAll(tensor.Integers.ToArray(), number => (byte)number),
        _ => [],
    };
}
