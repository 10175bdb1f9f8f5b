using MLNetBert.Shared.Npy;

namespace MLNetBert.Cli.Input;

/// <summary>Reads .npy, NumPy's format versions 1 to 3: numbers of every width, true and false, and texts.</summary>
internal sealed class NpyFile : IDisposable
{
    private readonly FileStream _file;
    private readonly char _kind;
    private readonly int _size;
    private readonly bool _bigEndian;
    private readonly bool _fortran;

    private NpyFile(string path)
    {
        Name = path;
        _file = Open(path);
        try
        {
            var header = NpyHeader.Read(_file);
            if (header.Type == "[")
                throw Bad("it holds records; save a plain array");

            if (header.Type is not [var order, var kind, .. var size])
                throw new FormatException();

            (_bigEndian, _kind, _fortran) = (order == '>', kind, header.IsFortran);
            if (!(_kind is 'f' or 'i' or 'u' or 'b' or 'U' or 'S'))
            {
                string what = _kind switch { 'O' => "objects", 'c' => "complex numbers", 'M' or 'm' => "times", _ => $"values of the type {_kind}" };
                throw Bad($"it holds {what}; save real numbers or texts (astype(str))");
            }

            _size = int.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture) * (_kind == 'U' ? 4 : 1);
            Shape = [.. header.Shape.Select(length => checked((int)length))];
            long count = Shape.Aggregate(1L, (product, length) => checked(product * length));
            if (_file.Length - _file.Position != count * _size)
                throw Bad($"its shape ({string.Join(", ", Shape)}) needs {count * _size} bytes, but there are {_file.Length - _file.Position}; save it again");
        }
        catch (Exception e)
        {
            _file.Dispose();
            throw e switch
            {
                InvalidDataException => Bad("it is not a .npy file; save it with numpy.save"),
                OverflowException or FormatException or EndOfStreamException => Bad("its header cannot be read; save it with numpy.save"),
                _ => e,
            };
        }
    }

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    /// <summary>The length of each dimension.</summary>
    public int[] Shape { get; }

    /// <summary>Whether it contains texts.</summary>
    public bool IsText => _kind is 'U' or 'S';

    /// <summary>Whether a path names such a file.</summary>
    public static bool Is(string path) => path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a file and reads its header.</summary>
    public static NpyFile Read(string path) => new(path);

    /// <summary>All values of a matrix, row by row; float64 and whole numbers are rounded to float32.</summary>
    public float[] Matrix()
    {
        if (Shape.Length != 2)
            throw Bad($"features are a matrix of two dimensions, and its shape is ({string.Join(", ", Shape)}{(Shape.Length == 1 ? "," : "")}); reshape it to (rows, columns)");

        if (IsText)
            throw Bad("it holds texts; features are numbers");

        float[] values = new float[checked(Shape[0] * Shape[1])];
        if (_kind == 'f' && _size == 4 && !_bigEndian && !_fortran && BitConverter.IsLittleEndian)
        {
            _file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        Each((index, item) => values[_fortran ? ((index % Shape[0]) * Shape[1]) + (index / Shape[0]) : index] = (float)Number(item));
        return values;
    }

    /// <summary>All values of one dimension as texts; numbers as the shortest text that reads back to them.</summary>
    public string[] Texts()
    {
        if (Shape.Length != 1 && !(Shape.Length == 2 && Shape[1] == 1))
            throw Bad($"labels are a list, and its shape is ({string.Join(", ", Shape)}); save one label per row");

        string[] texts = new string[Shape[0]];
        Each((index, item) => texts[index] = _kind switch
        {
            'U' => (_bigEndian ? new UTF32Encoding(true, false) : Encoding.UTF32).GetString(item).TrimEnd('\0'),
            'S' => Encoding.UTF8.GetString(item).TrimEnd('\0'),
            'b' => item[0] == 0 ? "False" : "True",
            'i' when _size == 8 => BinaryPrimitives.ReadInt64LittleEndian(item).ToString(CultureInfo.InvariantCulture),
            'u' when _size == 8 => BinaryPrimitives.ReadUInt64LittleEndian(item).ToString(CultureInfo.InvariantCulture),
            _ => Number(item).ToString("R", CultureInfo.InvariantCulture),
        });
        return texts;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Each(ItemReader read)
    {
        long count = Shape.Aggregate(1L, (product, size) => product * size);
        byte[] item = new byte[_size];
        using var buffered = new BufferedStream(_file, 1 << 16);
        for (int index = 0; index < count; index++)
        {
            buffered.ReadExactly(item);
            if (_bigEndian && _kind != 'U' && _kind != 'S')
                Array.Reverse(item);

            read(index, item);
        }
    }

    private double Number(ReadOnlySpan<byte> item) => (_kind, _size) switch
    {
        ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(item),
        ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(item),
        ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(item),
        ('i', 1) => (sbyte)item[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(item),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(item),
        ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(item),
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(item),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(item),
        ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(item),
        ('u' or 'b', 1) => item[0],
        _ => throw Bad($"it holds {_kind}{_size}; save float32 or float64"),
    };

    private BadInputException Bad(string what) => new($"{Name}: {what}.") { Code = "file.format", File = Name };

    private static FileStream Open(string path)
    {
        InputFile.Check(path);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be opened: {e.Message}", e) { Code = "file.unreadable", File = path };
        }
    }

    private delegate void ItemReader(int index, ReadOnlySpan<byte> item);
}
