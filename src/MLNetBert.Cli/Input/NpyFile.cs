using System.Numerics;
using MLNetBert.Shared.Npy;

namespace MLNetBert.Cli.Input;

/// <summary>Reads .npy, NumPy's format versions 1 to 3: numbers of every width, true and false, and texts.</summary>
internal sealed class NpyFile : IDisposable
{
    // NumPy has no more.
    private const int MostDimensions = 64;

    private readonly FileStream _file;
    private readonly byte[] _buffer;
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
            if (!_file.CanSeek)
                throw Bad("it is a pipe; save it as a file");

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

            _size = checked(int.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture) * (_kind == 'U' ? 4 : 1));
            if (_size == 0)
                throw Bad("its values have no length; save real numbers or texts");

            Shape = header.Shape.Length <= MostDimensions ? header.Shape : throw Bad($"its shape has {header.Shape.Length} dimensions; features have two, labels one");
            BigInteger bytes = Shape.Aggregate(new BigInteger(_size), (product, length) => product * length);
            if (_file.Length - _file.Position != bytes)
                throw Bad($"its shape ({string.Join(", ", Shape.Select(length => $"{length}"))}) needs {bytes} bytes, but there are {_file.Length - _file.Position}; save it again");

            _buffer = new byte[Math.Max(_size, 1 << 16)];
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
    public ImmutableArray<long> Shape { get; }

    /// <summary>Whether it contains texts.</summary>
    public bool IsText => _kind is 'U' or 'S';

    /// <summary>Whether a path names such a file.</summary>
    public static bool Is(string path) => path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a file and reads its header.</summary>
    public static NpyFile Read(string path) => new(path);

    /// <summary>All values of a matrix, row by row; float64 and whole numbers are rounded to float32.</summary>
    public FeatureMatrix Matrix(CancellationToken cancellation)
    {
        if (Shape.Length != 2)
            throw Bad($"features are a matrix of two dimensions, and its shape is ({string.Join(", ", Shape.Select(size => $"{size}"))}{(Shape.Length == 1 ? "," : "")}); reshape it to (rows, columns)");

        if (IsText)
            throw Bad("it holds texts; features are numbers");

        (long rows, long columns) = (Shape[0], Shape[1]);
        if (rows == 0 || columns == 0)
            throw new BadInputException($"{Name} has {rows} rows of {columns} features; give at least one of each.") { Code = "data.no-rows", File = Name };

        RequireCount(Math.Max(rows, columns));
        long start = _file.Position;
        bool plain = _kind == 'f' && _size == 4 && !_bigEndian && !_fortran && BitConverter.IsLittleEndian;
        return FeatureMatrix.Create((int)rows, (int)columns, (values, first) =>
        {
            if (plain)
                Read(MemoryMarshal.AsBytes(values), cancellation);
            else if (!_fortran)
                Convert(values, first, 0, 1, start + (first * columns * _size), cancellation);

            for (int column = 0; _fortran && column < columns; column++)
                Convert(values, first, column, (int)columns, start + (((column * rows) + first) * _size), cancellation);
        });
    }

    /// <summary>All values of one dimension as texts; numbers as the shortest text that reads back to them.</summary>
    public string[] Texts(CancellationToken cancellation)
    {
        if (Shape.Length != 1 && !(Shape.Length == 2 && Shape[1] == 1))
            throw Bad($"labels are a list, and its shape is ({string.Join(", ", Shape.Select(size => $"{size}"))}); save one label per row");

        RequireCount(Shape[0]);
        string[] texts = new string[Shape[0]];
        for (int done = 0; done < texts.Length;)
        {
            for (ReadOnlySpan<byte> items = Items(texts.Length - done, cancellation); !items.IsEmpty; items = items[_size..], done++)
                texts[done] = Text(items[.._size]);
        }

        return texts;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string Text(ReadOnlySpan<byte> item) => _kind switch
    {
        'U' => (_bigEndian ? new UTF32Encoding(true, false) : Encoding.UTF32).GetString(item).TrimEnd('\0'),
        'S' => Encoding.UTF8.GetString(item).TrimEnd('\0'),
        'b' => item[0] == 0 ? "False" : "True",
        'i' when _size == 8 => BinaryPrimitives.ReadInt64LittleEndian(item).ToString(CultureInfo.InvariantCulture),
        'u' when _size == 8 => BinaryPrimitives.ReadUInt64LittleEndian(item).ToString(CultureInfo.InvariantCulture),
        _ => Number(item).ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Reads numbers that follow each other in the file into every so many-th of the values, which begin at a row.</summary>
    private void Convert(Span<float> values, int firstRow, int from, int stride, long offset, CancellationToken cancellation)
    {
        _file.Position = offset;
        int count = values.Length / stride;
        for (int done = 0; done < count;)
        {
            for (ReadOnlySpan<byte> items = Items(count - done, cancellation); !items.IsEmpty; items = items[_size..], done++)
            {
                int place = from + (done * stride);
                double number = Number(items[.._size]);
                values[place] = (float)number;
                if (float.IsInfinity(values[place]) && double.IsFinite(number))
                    throw TooLarge(number, firstRow + (place / Shape[1]), place % Shape[1]);
            }
        }
    }

    /// <summary>The next items, as many as are wanted or as the buffer holds, in the machine's order of bytes.</summary>
    private ReadOnlySpan<byte> Items(int wanted, CancellationToken cancellation)
    {
        Span<byte> items = _buffer.AsSpan(0, (int)Math.Min(wanted, (long)_buffer.Length / _size) * _size);
        Read(items, cancellation);
        for (int start = 0; _bigEndian && !IsText && start < items.Length; start += _size)
            items.Slice(start, _size).Reverse();

        return items;
    }

    private void Read(Span<byte> bytes, CancellationToken cancellation)
    {
        const int Piece = 1 << 24;
        try
        {
            for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, Piece)..])
            {
                cancellation.ThrowIfCancellationRequested();
                _file.ReadExactly(bytes[..Math.Min(bytes.Length, Piece)]);
            }
        }
        catch (EndOfStreamException e)
        {
            throw new BadInputException($"{Name} became shorter while it was read; leave it alone until this is done.", e) { Code = "file.damaged", File = Name };
        }
        catch (IOException e)
        {
            throw new BadInputException($"{Name} cannot be read: {e.Message}", e) { Code = "file.unreadable", File = Name };
        }
    }

    private void RequireCount(long count)
    {
        if (count > Array.MaxLength)
            throw new BadInputException($"{Name}: its shape is ({string.Join(", ", Shape.Select(length => $"{length}"))}), and {Array.MaxLength} is the most that can be read of rows or columns.") { Code = "data.too-large", File = Name };
    }

    private BadInputException TooLarge(double number, long row, long column) => new(string.Create(
        CultureInfo.InvariantCulture, $"{Name}: row {row}, column {column} (counted from 0) is {number}, {FloatText.TooLarge}."))
    { Code = "row.value", File = Name, Row = row + 1, Column = column.ToString(CultureInfo.InvariantCulture) };

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
}
