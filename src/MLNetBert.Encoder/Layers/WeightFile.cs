namespace MLNetBert.Encoder.Layers;

/// <summary>An array of a weight file, whose values have not been read yet.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">F32, F64, F16 or BF16; others as the file has them.</param>
/// <param name="Shape">Its shape; C order.</param>
/// <param name="Offset">Where the values begin, in the file or in the archive's entry.</param>
internal sealed record WeightArray(string Name, string Type, ImmutableArray<int> Shape, long Offset)
{
    /// <summary>How many values there are: more than any file has, if the sizes are absurd.</summary>
    /// <exception cref="InvalidDataException">A size is negative, or there are too many.</exception>
    public UInt128 Count
    {
        get
        {
            UInt128 count = 1;
            foreach (int size in Shape)
            {
                if (size < 0 || count >> 64 != 0)
                    throw new InvalidDataException($"'{Name}' has the shape [{string.Join(", ", Shape.Take(10).Select(size => $"{size}"))}]");
                count *= (uint)size;
            }

            return count;
        }
    }

    public bool IsFloatingPoint => Type is "F64" or "F32" or "F16" or "BF16";

    /// <summary>How many bytes the values take; null if the type is not a usual one.</summary>
    public UInt128? Length => Size is { } size ? Count * (uint)size : null;

    private int? Size => Type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => null,
    };
}

/// <summary>A file of named arrays.</summary>
internal abstract class WeightFile(string path, IReadOnlyDictionary<string, WeightArray> arrays)
{
    public string Path { get; } = path;

    public IReadOnlyDictionary<string, WeightArray> Arrays { get; } = arrays;

    public float[] Read(WeightArray array)
    {
        if (!array.IsFloatingPoint)
            throw new BadInputException($"{Path}: '{array.Name}' is of type {array.Type}; floating-point weights are expected.") { Code = "layer.weights", File = Path, Key = array.Name };
        UInt128 length = array.Length!.Value;
        if (length > (UInt128)Array.MaxLength)
            throw new BadInputException($"{Path}: '{array.Name}' has {length} bytes; at most {Array.MaxLength} can be read.") { Code = "layer.weights", File = Path, Key = array.Name };
        byte[] bytes = new byte[(int)length];
        try
        {
            ReadBytes(array, bytes);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BadInputException($"{Path} ends before the values of '{array.Name}' do; get the file again.", e) { Code = "file.damaged", File = Path, Key = array.Name };
        }

        float[] values = new float[(int)array.Count];
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
