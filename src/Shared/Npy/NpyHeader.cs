namespace MLNetBert.Shared.Npy;

/// <summary>The header of an array that NumPy saved (.npy, format versions 1 to 3).</summary>
/// <param name="Type">The type as NumPy writes it, such as &lt;f4; "[" stands for records.</param>
/// <param name="IsFortran">Whether columns rather than rows are contiguous.</param>
/// <param name="Shape">The length of each dimension.</param>
/// <param name="Length">The number of bytes before the values.</param>
internal sealed partial record NpyHeader(string Type, bool IsFortran, ImmutableArray<long> Shape, int Length)
{
    /// <summary>Reads the header and leaves the stream at the first value.</summary>
    /// <exception cref="InvalidDataException">It is not a .npy file.</exception>
    /// <exception cref="FormatException">Its header cannot be understood.</exception>
    /// <exception cref="OverflowException">A length is too large.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static NpyHeader Read(Stream stream)
    {
        byte[] start = new byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new InvalidDataException();

        // Version 1 has a length of two bytes, later versions one of four.
        byte[] size = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        int length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadInt32LittleEndian(size);
        byte[] bytes = new byte[length is >= 0 and <= 1 << 20 ? length : throw new FormatException()];
        stream.ReadExactly(bytes);
        string header = Encoding.UTF8.GetString(bytes);
        Match type = TypePattern().Match(header), order = OrderPattern().Match(header), shape = ShapePattern().Match(header);
        if (!type.Success || !order.Success || !shape.Success)
            throw new FormatException();

        // NumPy under Python 2 wrote an L behind whole numbers.
        IEnumerable<string> lengths = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => text.TrimEnd('L'));
        return new(
            type.Groups[1].Success ? type.Groups[1].Value : "[",
            order.Groups[1].Value == "True",
            [.. lengths.Select(text => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))],
            start.Length + size.Length + length);
    }

    [GeneratedRegex(@"'descr':\s*(?:'([^']+)'|\[)")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape':\s*\(([\d,\sL]*)\)")]
    private static partial Regex ShapePattern();
}
