namespace MLNetBert.Encoder.Onnx;

/// <summary>Copies a model with some fields of its graph replaced or left out; all fields of a graph have a length.</summary>
internal static class GraphCopy
{
    /// <summary>What a field becomes: null if it stays, <see cref="Nothing"/> if it is left out.</summary>
    public delegate ProtoWriter? Replacement(int field, ReadOnlySpan<byte> content);

    /// <summary>What leaves a field out.</summary>
    public static ProtoWriter Nothing { get; } = new();

    /// <summary>The file with every field of the graph as <paramref name="replace"/> says.</summary>
    public static byte[] Write(OnnxGraph graph, Replacement replace)
    {
        byte[] result = [];
        OnnxGraph.WithBytes(graph.Path, file => result = Write(graph, file, replace));
        return result;
    }

    /// <summary>The last text with this number in a message, which is the one that counts in protobuf; "" if there is none.</summary>
    public static string TextOf(ProtoReader message, int field)
    {
        string text = "";
        while (message.Next())
        {
            if (message.Field == field)
                text = message.ReadText();
            else
                message.Skip();
        }

        return text;
    }

    private static byte[] Write(OnnxGraph graph, ReadOnlySpan<byte> file, Replacement replace)
    {
        (int start, int length) = graph.Bytes.GetOffsetAndLength(file.Length);
        using var body = new MemoryStream(length);
        ProtoReader fields = new(file.Slice(start, length), start);
        while (fields.Next())
        {
            int from = fields.FieldStart;
            ProtoWriter? replacement = replace(fields.Field, fields.ReadBytes(out _));
            body.Write(replacement == null ? file[from..fields.Position] : replacement.Bytes);
        }

        return [.. file[..graph.Field.Start], .. new ProtoWriter().Header(7, (ulong)body.Length).Bytes, .. body.GetBuffer().AsSpan(0, (int)body.Length), .. file[graph.Field.End..]];
    }
}
