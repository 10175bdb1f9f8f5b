namespace MLNetBert.Encoder.Onnx;

/// <summary>A tensor of a model file: its shape, and where its values are. The values are read when asked for.</summary>
internal sealed record OnnxTensor
{
    public required string Name { get; init; }

    /// <summary>As in the format: 1 float, 2 uint8, 3 int8, 6 int32, 7 int64, 10 float16, 11 double.</summary>
    public required int ElementType { get; init; }

    public required ImmutableArray<long> Dimensions { get; init; }

    /// <summary>The file with the values: the model, or the one beside it.</summary>
    public required string File { get; init; }

    /// <summary>Whether that is a file beside the model.</summary>
    public bool IsExternal { get; init; }

    public required long Offset { get; init; }

    /// <summary>The number of bytes of the values; 0 if they are not raw bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The values if they are not raw bytes but a list of integers (int32_data, int64_data).</summary>
    public required ImmutableArray<long> Integers { get; init; }

    public long Count => Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>The values of a small int32 or int64 tensor, such as axes; null for other types.</summary>
    public long[]? ReadIntegers()
    {
        if (ElementType is not (6 or 7) || Length > 1 << 16)
            return null;
        if (Length == 0)
            return [.. Integers];
        byte[] bytes = ReadAll();
        return ElementType == 7
            ? MemoryMarshal.Cast<byte, long>(bytes).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), number => (long)number);
    }

    /// <summary>The value of a float, int8 or uint8 tensor with only one value; null for others.</summary>
    public double? ReadScalar()
    {
        if (Count != 1 || Length > sizeof(double))
            return null;
        if (Length == 0)
            return Integers is [var only] ? only : null;
        byte[] bytes = ReadAll();
        return ElementType switch
        {
            1 when Length == 4 => BitConverter.ToSingle(bytes),
            2 when Length == 1 => bytes[0],
            3 when Length == 1 => (sbyte)bytes[0],
            _ => null,
        };
    }

    /// <summary>All raw bytes.</summary>
    /// <exception cref="BadInputException">The file is missing or too short.</exception>
    public byte[] ReadAll()
    {
        byte[] bytes = new byte[Length];
        ReadExactly(0, bytes);
        return bytes;
    }

    /// <summary>Reads raw bytes from <paramref name="start"/> on.</summary>
    /// <exception cref="BadInputException">The file is missing or too short.</exception>
    public void ReadExactly(long start, Span<byte> bytes)
    {
        using ReadFile file = OpenFile();
        ReadExactly(file, start, bytes);
    }

    /// <summary>Like <see cref="ReadExactly(long, Span{byte})"/>, but <see cref="File"/> stays open.</summary>
    public void ReadExactly(ReadFile file, long start, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file.Handle, bytes, Offset + start);
            if (read == 0)
                throw new BadInputException($"{File} ends before the weights of '{Name}' do; get the model again.") { Code = "model.weights", File = File };
            start += read;
            bytes = bytes[read..];
        }
    }

    /// <summary>Opens the file with the values.</summary>
    /// <exception cref="BadInputException">It is missing.</exception>
    public ReadFile OpenFile()
    {
        try
        {
            return HeldFiles.Open(File);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{File}, which holds the weights of '{Name}', is missing; put it beside the model.", e) { Code = "model.weights", File = File };
        }
    }
}
