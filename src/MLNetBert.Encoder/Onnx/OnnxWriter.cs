namespace MLNetBert.Encoder.Onnx;

/// <summary>Messages of onnx.proto, for new inputs, outputs, nodes and weights.</summary>
internal static class OnnxWriter
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;

    /// <summary>A ValueInfoProto of a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="elementType">As in the format.</param>
    /// <param name="dimensions">A number, a name, or "" for an open dimension without a name; null: not even the rank is given.</param>
    public static ProtoWriter ValueInfo(string name, int elementType, IReadOnlyList<string>? dimensions)
    {
        ProtoWriter type = new ProtoWriter().Number(1, elementType);
        if (dimensions != null)
        {
            ProtoWriter shape = new();
            foreach (string dimension in dimensions)
            {
                shape.Message(1, long.TryParse(dimension, out long size) ? new ProtoWriter().Number(1, size)
                    : dimension.Length > 0 ? new ProtoWriter().Text(2, dimension)
                    : new ProtoWriter());
            }

            type.Message(2, shape);
        }

        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, type));
    }

    /// <summary>A NodeProto of the standard's own domain.</summary>
    public static ProtoWriter Node(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, params ReadOnlySpan<ProtoWriter> attributes)
    {
        ProtoWriter node = new();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(4, opType);
        foreach (ProtoWriter attribute in attributes)
            node.Message(5, attribute);
        return node;
    }

    /// <summary>An AttributeProto of one integer.</summary>
    public static ProtoWriter Int(string name, long value) => new ProtoWriter().Text(1, name).Number(3, value).Number(20, 2);

    /// <summary>An AttributeProto of integers.</summary>
    public static ProtoWriter Ints(string name, params ReadOnlySpan<long> values)
    {
        ProtoWriter attribute = new ProtoWriter().Text(1, name);
        foreach (long value in values)
            attribute.Number(8, value);
        return attribute.Number(20, 7);
    }

    /// <summary>An AttributeProto of one text.</summary>
    public static ProtoWriter Text(string name, string value) => new ProtoWriter().Text(1, name).Text(4, value).Number(20, 3);

    /// <summary>An AttributeProto of texts.</summary>
    public static ProtoWriter Texts(string name, params ReadOnlySpan<string> values)
    {
        ProtoWriter attribute = new ProtoWriter().Text(1, name);
        foreach (string value in values)
            attribute.Text(9, value);
        return attribute.Number(20, 8);
    }

    /// <summary>A TensorProto with its values.</summary>
    public static ProtoWriter Tensor<T>(string name, int elementType, ReadOnlySpan<T> values, params ReadOnlySpan<long> dimensions)
        where T : unmanaged
    {
        ProtoWriter tensor = new();
        foreach (long dimension in dimensions)
            tensor.Number(1, dimension);
        return tensor.Number(2, elementType).Text(8, name).Field(9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));
    }
}
