namespace MLNetBert.Encoder.Onnx;

/// <summary>Writes the fields of one protobuf message.</summary>
/// <param name="capacity">About how many bytes it will have.</param>
internal sealed class ProtoWriter(int capacity = 0)
{
    private readonly MemoryStream _bytes = new(capacity);

    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    public ProtoWriter Number(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    public ProtoWriter Float(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Field(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter message) => Field(field, message.Bytes);

    public ProtoWriter Field(int field, ReadOnlySpan<byte> bytes)
    {
        Header(field, (ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The tag and length of a field whose bytes come from elsewhere.</summary>
    public ProtoWriter Header(int field, ulong length) => Varint(((ulong)field << 3) | 2).Varint(length);

    private ProtoWriter Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
        return this;
    }
}
