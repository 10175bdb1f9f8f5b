namespace MLNetBert.Encoder.Layers;

/// <summary>An array of a weight file, whose values have not been read yet.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">F32, F64, F16 or BF16; others as the file has them.</param>
/// <param name="Shape">Its shape; C order.</param>
/// <param name="Offset">Where the values begin, in the file or in the archive's entry.</param>
internal sealed record WeightArray(string Name, string Type, ImmutableArray<int> Shape, long Offset)
{
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));
}

/// <summary>A file of named arrays.</summary>
internal abstract class WeightFile(string path, IReadOnlyDictionary<string, WeightArray> arrays)
{
    public string Path { get; } = path;

    public IReadOnlyDictionary<string, WeightArray> Arrays { get; } = arrays;

    public float[] Read(WeightArray array)
    {
        int size = array.Type switch
        {
            "F32" => 4,
            "F64" => 8,
            "F16" or "BF16" => 2,
            _ => throw new BadInputException($"{Path}: '{array.Name}' is of type {array.Type}; floating-point weights are expected.") { Code = "layer.weights", File = Path, Key = array.Name },
        };
        byte[] bytes = new byte[checked(array.Count * size)];
        try
        {
            ReadBytes(array, bytes);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BadInputException($"{Path} ends before the values of '{array.Name}' do; get the file again.", e) { Code = "file.damaged", File = Path, Key = array.Name };
        }

        float[] values = new float[array.Count];
        switch (array.Type)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case "F64":
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            case "F16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            default:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
        }

        return values;
    }

    protected abstract void ReadBytes(WeightArray array, byte[] bytes);
}
