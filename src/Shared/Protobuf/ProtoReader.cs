namespace MLNetBert.Shared.Protobuf;

/// <summary>
/// Walks the fields of one protobuf message; every read is checked against its end. Each field is read or skipped before the
/// next one. Throws <see cref="ProtoException"/> if the message is damaged.
/// </summary>
/// <param name="message">The message's bytes.</param>
/// <param name="start">Where they begin in the file.</param>
internal ref struct ProtoReader(ReadOnlySpan<byte> message, int start = 0)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;
    private int _wireType;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Where that field begins in the file, including its tag.</summary>
    public int FieldStart { get; private set; }

    /// <summary>Where the reader is in the file: after a read, at the field's end.</summary>
    public readonly int Position => start + _position;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_position == _message.Length)
            return false;
        FieldStart = Position;
        ulong tag = ReadVarint();
        Field = tag <= uint.MaxValue ? (int)(tag >> 3) : 0;
        _wireType = (int)(tag & 7);
        return Field != 0 ? true : throw Unknown();
    }

    public long ReadInt64() => _wireType == 0 ? (long)ReadVarint() : throw Unknown();

    public bool ReadBool() => ReadInt64() != 0;

    public float ReadFloat() => _wireType == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Unknown();

    /// <summary>The text of a length-delimited field.</summary>
    public string ReadText() => Encoding.UTF8.GetString(ReadBytes(out _));

    /// <summary>The message of a length-delimited field.</summary>
    public ProtoReader ReadMessage()
    {
        ReadOnlySpan<byte> bytes = ReadBytes(out int at);
        return new ProtoReader(bytes, at);
    }

    /// <summary>The content of a length-delimited field, and where it begins in the file.</summary>
    public ReadOnlySpan<byte> ReadBytes(out int at)
    {
        ulong length = _wireType == 2 ? ReadVarint() : throw Unknown();
        at = Position;
        return Take(length);
    }

    /// <summary>One number, or a packed run of them.</summary>
    public void ReadInt64s(List<long> numbers)
    {
        if (_wireType != 2)
        {
            numbers.Add(ReadInt64());
            return;
        }

        ProtoReader packed = ReadMessage();
        while (packed._position < packed._message.Length)
            numbers.Add((long)packed.ReadVarint());
    }

    /// <summary>The rest as a pair of texts, which a map has for each of its entries: its fields 1 and 2.</summary>
    public (string Key, string Value) ReadEntry()
    {
        (string key, string value) = ("", "");
        while (Next())
        {
            if (Field == 1)
                key = ReadText();
            else if (Field == 2)
                value = ReadText();
            else
                Skip();
        }

        return (key, value);
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Take(ReadVarint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Unknown();
        }
    }

    private static ProtoException Unknown() => new("has a field of an unknown kind");

    private ReadOnlySpan<byte> Take(ulong length)
    {
        ulong left = (ulong)(_message.Length - _position);
        if (length > left)
            throw new ProtoException("is cut off", length - left);
        ReadOnlySpan<byte> bytes = _message.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new ProtoException("has a number that is too long");
    }
}
